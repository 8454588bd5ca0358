import { NOT_IN_KUBERNETES, ON_KUBERNETES } from "./kubernetes/supports";

/** What the model makes of an attribute. */
export type Reading =
  /** It stands in the project. */
  | "model"
  /** It is worked into the project when files are read, as `extends` is. */
  | "resolved"
  /** It means nothing, to Docker Compose neither. */
  | "ignored";

/** What an engine makes of an attribute. */
export type Support =
  | "supported"
  /** With something to know. */
  | { readonly supported: string }
  /** It changes nothing there, and the preview says so. */
  | { readonly noEffect: string }
  /** It can't be done, and `up` does nothing where a file asks for it. */
  | { readonly refused: string };

export interface Treatment {
  readonly reading: Reading;
  readonly host: Support;
  readonly swarm: Support;
  readonly kubernetes: Support;
}

type OnDocker = Omit<Treatment, "kubernetes">;

const RESOLVED: OnDocker = { reading: "resolved", host: "supported", swarm: "supported" };
const IGNORED: OnDocker = { reading: "ignored", host: "supported", swarm: "supported" };

const refused = (reason: string): Support => ({ refused: reason });
const noEffect = (reason: string): Support => ({ noEffect: reason });
const noted = (note: string): Support => ({ supported: note });
const NOT_IN_SWARM = refused("a Swarm service has no such setting");

function on(host: Support, swarm: Support = NOT_IN_SWARM): OnDocker {
  return { reading: "model", host, swarm };
}

const HOST_ONLY = on("supported");
const BOTH = on("supported", "supported");
const both = (support: Support): OnDocker => on(support, support);

const WATCH = both(noEffect("it is for `docker compose watch`"));
const NO_HOOKS = both(
  refused(
    "Docker has no hooks; put the work into the entrypoint, or into a service of its own that others wait for",
  ),
);
const WINDOWS = both(refused("it is for Windows containers"));
const NO_MODELS = both(refused("models need Docker Model Runner"));
const NO_PROVIDER = both(
  refused(
    "a provider is a program that Docker Compose runs; make what it makes in the Pulumi program",
  ),
);
const NO_BUILDX = on(refused("only the buildx command can; build it in CI and name the image"));
const SDK_LACKS = (what: string) => both(refused(`@pulumi/docker can't set ${what}`));
const ONE_HOST = on(noEffect("there is one host"), "supported");
const FAILED_STOPS = on(
  noEffect("an update stops at the first failure, and the containers before it go on serving"),
  "supported",
);
const HEALTH_DECIDES = on(noEffect("each batch waits until it is healthy instead"), "supported");

const ON_DOCKER: Readonly<Record<string, OnDocker>> = {
  version: IGNORED,
  name: RESOLVED,
  include: RESOLVED,
  "include.*.path": RESOLVED,
  "include.*.env_file": RESOLVED,
  "include.*.project_directory": RESOLVED,
  services: BOTH,
  "services.*.develop": WATCH,
  "services.*.develop.watch": WATCH,
  "services.*.develop.watch.*.ignore": WATCH,
  "services.*.develop.watch.*.include": WATCH,
  "services.*.develop.watch.*.path": WATCH,
  "services.*.develop.watch.*.action": WATCH,
  "services.*.develop.watch.*.target": WATCH,
  "services.*.develop.watch.*.exec": WATCH,
  "services.*.develop.watch.*.exec.command": WATCH,
  "services.*.develop.watch.*.exec.user": WATCH,
  "services.*.develop.watch.*.exec.privileged": WATCH,
  "services.*.develop.watch.*.exec.working_dir": WATCH,
  "services.*.develop.watch.*.exec.environment": WATCH,
  "services.*.develop.watch.*.initial_sync": WATCH,
  "services.*.deploy": BOTH,
  "services.*.deploy.mode": on(
    noted("`global` is one container; jobs are refused"),
    noted("`global` and `replicated`; jobs are refused"),
  ),
  "services.*.deploy.endpoint_mode": on(
    noEffect("a name leads to all replicas either way"),
    "supported",
  ),
  "services.*.deploy.replicas": BOTH,
  "services.*.deploy.labels": on(noEffect("they are labels of a Swarm service"), "supported"),
  "services.*.deploy.rollback_config": FAILED_STOPS,
  "services.*.deploy.rollback_config.parallelism": FAILED_STOPS,
  "services.*.deploy.rollback_config.delay": FAILED_STOPS,
  "services.*.deploy.rollback_config.failure_action": FAILED_STOPS,
  "services.*.deploy.rollback_config.monitor": FAILED_STOPS,
  "services.*.deploy.rollback_config.max_failure_ratio": FAILED_STOPS,
  "services.*.deploy.rollback_config.order": FAILED_STOPS,
  "services.*.deploy.update_config": BOTH,
  "services.*.deploy.update_config.parallelism": BOTH,
  "services.*.deploy.update_config.delay": HEALTH_DECIDES,
  "services.*.deploy.update_config.failure_action": FAILED_STOPS,
  "services.*.deploy.update_config.monitor": HEALTH_DECIDES,
  "services.*.deploy.update_config.max_failure_ratio": FAILED_STOPS,
  "services.*.deploy.update_config.order": on(
    noted("start-first where nothing is in its way"),
    "supported",
  ),
  "services.*.deploy.resources": BOTH,
  "services.*.deploy.resources.limits": BOTH,
  "services.*.deploy.resources.limits.cpus": BOTH,
  "services.*.deploy.resources.limits.memory": BOTH,
  "services.*.deploy.resources.limits.pids": SDK_LACKS("a limit of processes"),
  "services.*.deploy.resources.reservations": BOTH,
  "services.*.deploy.resources.reservations.cpus": on(
    noEffect("Docker reserves no CPUs"),
    "supported",
  ),
  "services.*.deploy.resources.reservations.memory": BOTH,
  "services.*.deploy.resources.reservations.generic_resources": on(
    refused("one host doesn't count generic resources"),
    "supported",
  ),
  "services.*.deploy.resources.reservations.generic_resources.*.discrete_resource_spec": on(
    refused("one host doesn't count generic resources"),
    "supported",
  ),
  "services.*.deploy.resources.reservations.generic_resources.*.discrete_resource_spec.kind": on(
    refused("one host doesn't count generic resources"),
    "supported",
  ),
  "services.*.deploy.resources.reservations.generic_resources.*.discrete_resource_spec.value": on(
    refused("one host doesn't count generic resources"),
    "supported",
  ),
  "services.*.deploy.resources.reservations.devices": HOST_ONLY,
  "services.*.deploy.resources.reservations.devices.*.capabilities": HOST_ONLY,
  "services.*.deploy.resources.reservations.devices.*.count": HOST_ONLY,
  "services.*.deploy.resources.reservations.devices.*.device_ids": HOST_ONLY,
  "services.*.deploy.resources.reservations.devices.*.driver": HOST_ONLY,
  "services.*.deploy.resources.reservations.devices.*.options": HOST_ONLY,
  "services.*.deploy.restart_policy": BOTH,
  "services.*.deploy.restart_policy.condition": BOTH,
  "services.*.deploy.restart_policy.delay": on(
    noEffect("Docker has times of its own between restarts"),
    "supported",
  ),
  "services.*.deploy.restart_policy.max_attempts": BOTH,
  "services.*.deploy.restart_policy.window": on(
    noEffect("Docker has times of its own between restarts"),
    "supported",
  ),
  "services.*.deploy.placement": ONE_HOST,
  "services.*.deploy.placement.constraints": ONE_HOST,
  "services.*.deploy.placement.preferences": ONE_HOST,
  "services.*.deploy.placement.preferences.*.spread": ONE_HOST,
  "services.*.deploy.placement.max_replicas_per_node": ONE_HOST,
  "services.*.annotations": SDK_LACKS("annotations"),
  "services.*.attach": both(noEffect("it is for the output of `docker compose up`")),
  "services.*.build": on(
    "supported",
    refused(
      "nodes pull their images; build and push it, and name it in `images`, or in an override without `build`",
    ),
  ),
  "services.*.build.context": HOST_ONLY,
  "services.*.build.dockerfile": HOST_ONLY,
  "services.*.build.dockerfile_inline": on(
    refused("write it to a file, and name that in `dockerfile`"),
  ),
  "services.*.build.entitlements": NO_BUILDX,
  "services.*.build.args": HOST_ONLY,
  "services.*.build.ssh": NO_BUILDX,
  "services.*.build.labels": HOST_ONLY,
  "services.*.build.cache_from": HOST_ONLY,
  "services.*.build.cache_to": NO_BUILDX,
  "services.*.build.no_cache": HOST_ONLY,
  "services.*.build.no_cache_filter": NO_BUILDX,
  "services.*.build.additional_contexts": NO_BUILDX,
  "services.*.build.network": HOST_ONLY,
  "services.*.build.provenance": NO_BUILDX,
  "services.*.build.sbom": NO_BUILDX,
  "services.*.build.pull": HOST_ONLY,
  "services.*.build.target": HOST_ONLY,
  "services.*.build.shm_size": on(refused("BuildKit pays no heed to it")),
  "services.*.build.extra_hosts": HOST_ONLY,
  "services.*.build.isolation": WINDOWS,
  "services.*.build.privileged": NO_BUILDX,
  "services.*.build.secrets": HOST_ONLY,
  "services.*.build.secrets.*.source": HOST_ONLY,
  "services.*.build.secrets.*.target": HOST_ONLY,
  "services.*.build.secrets.*.uid": NO_BUILDX,
  "services.*.build.secrets.*.gid": NO_BUILDX,
  "services.*.build.secrets.*.mode": NO_BUILDX,
  "services.*.build.tags": HOST_ONLY,
  "services.*.build.ulimits": on(refused("BuildKit pays no heed to it")),
  "services.*.build.ulimits.*.hard": on(refused("BuildKit pays no heed to it")),
  "services.*.build.ulimits.*.soft": on(refused("BuildKit pays no heed to it")),
  "services.*.build.platforms": on(noted("one, which is then the container's as well")),
  "services.*.blkio_config": HOST_ONLY,
  "services.*.blkio_config.device_read_bps": HOST_ONLY,
  "services.*.blkio_config.device_read_bps.*.path": HOST_ONLY,
  "services.*.blkio_config.device_read_bps.*.rate": HOST_ONLY,
  "services.*.blkio_config.device_read_iops": HOST_ONLY,
  "services.*.blkio_config.device_read_iops.*.path": HOST_ONLY,
  "services.*.blkio_config.device_read_iops.*.rate": HOST_ONLY,
  "services.*.blkio_config.device_write_bps": HOST_ONLY,
  "services.*.blkio_config.device_write_bps.*.path": HOST_ONLY,
  "services.*.blkio_config.device_write_bps.*.rate": HOST_ONLY,
  "services.*.blkio_config.device_write_iops": HOST_ONLY,
  "services.*.blkio_config.device_write_iops.*.path": HOST_ONLY,
  "services.*.blkio_config.device_write_iops.*.rate": HOST_ONLY,
  "services.*.blkio_config.weight": SDK_LACKS("weights of block devices"),
  "services.*.blkio_config.weight_device": SDK_LACKS("weights of block devices"),
  "services.*.blkio_config.weight_device.*.path": SDK_LACKS("weights of block devices"),
  "services.*.blkio_config.weight_device.*.weight": SDK_LACKS("weights of block devices"),
  "services.*.cap_add": BOTH,
  "services.*.cap_drop": BOTH,
  "services.*.cgroup": HOST_ONLY,
  "services.*.cgroup_parent": HOST_ONLY,
  "services.*.command": BOTH,
  "services.*.configs": BOTH,
  "services.*.configs.*.source": BOTH,
  "services.*.configs.*.target": BOTH,
  "services.*.configs.*.uid": BOTH,
  "services.*.configs.*.gid": BOTH,
  "services.*.configs.*.mode": BOTH,
  "services.*.container_name": on("supported", refused("Swarm names the containers of a service")),
  "services.*.cpu_count": WINDOWS,
  "services.*.cpu_percent": WINDOWS,
  "services.*.cpu_shares": HOST_ONLY,
  "services.*.cpu_quota": HOST_ONLY,
  "services.*.cpu_period": HOST_ONLY,
  "services.*.cpu_rt_period": SDK_LACKS("real-time scheduling"),
  "services.*.cpu_rt_runtime": SDK_LACKS("real-time scheduling"),
  "services.*.cpus": HOST_ONLY,
  "services.*.cpuset": HOST_ONLY,
  "services.*.credential_spec": WINDOWS,
  "services.*.credential_spec.config": WINDOWS,
  "services.*.credential_spec.file": WINDOWS,
  "services.*.credential_spec.registry": WINDOWS,
  "services.*.depends_on": BOTH,
  "services.*.depends_on.*.restart": on(
    "supported",
    refused("Swarm restarts no service for another"),
  ),
  "services.*.depends_on.*.required": BOTH,
  "services.*.depends_on.*.condition": on(
    "supported",
    noted(
      "as the order of services: one has converged, and is healthy, before the next; `service_completed_successfully` is refused",
    ),
  ),
  "services.*.device_cgroup_rules": HOST_ONLY,
  "services.*.devices": HOST_ONLY,
  "services.*.devices.*.source": HOST_ONLY,
  "services.*.devices.*.target": HOST_ONLY,
  "services.*.devices.*.permissions": HOST_ONLY,
  "services.*.dns": BOTH,
  "services.*.dns_opt": BOTH,
  "services.*.dns_search": BOTH,
  "services.*.domainname": HOST_ONLY,
  "services.*.entrypoint": BOTH,
  "services.*.env_file": BOTH,
  "services.*.env_file.*.path": BOTH,
  "services.*.env_file.*.format": BOTH,
  "services.*.env_file.*.required": BOTH,
  "services.*.label_file": BOTH,
  "services.*.environment": BOTH,
  "services.*.expose": both(noEffect("containers on a network reach all ports of each other")),
  "services.*.extends": RESOLVED,
  "services.*.extends.service": RESOLVED,
  "services.*.extends.file": RESOLVED,
  "services.*.provider": NO_PROVIDER,
  "services.*.provider.type": NO_PROVIDER,
  "services.*.provider.options": NO_PROVIDER,
  "services.*.external_links": on(refused("let both join a network, by an external one")),
  "services.*.extra_hosts": BOTH,
  "services.*.gpus": HOST_ONLY,
  "services.*.gpus.*.capabilities": HOST_ONLY,
  "services.*.gpus.*.count": HOST_ONLY,
  "services.*.gpus.*.device_ids": HOST_ONLY,
  "services.*.gpus.*.driver": HOST_ONLY,
  "services.*.gpus.*.options": HOST_ONLY,
  "services.*.group_add": BOTH,
  "services.*.healthcheck": BOTH,
  "services.*.healthcheck.disable": BOTH,
  "services.*.healthcheck.interval": BOTH,
  "services.*.healthcheck.retries": BOTH,
  "services.*.healthcheck.test": BOTH,
  "services.*.healthcheck.timeout": BOTH,
  "services.*.healthcheck.start_period": BOTH,
  "services.*.healthcheck.start_interval": HOST_ONLY,
  "services.*.hostname": BOTH,
  "services.*.image": BOTH,
  "services.*.init": BOTH,
  "services.*.ipc": HOST_ONLY,
  "services.*.isolation": WINDOWS,
  "services.*.labels": BOTH,
  "services.*.links": on(noted("an alias that everybody on the shared networks sees")),
  "services.*.logging": BOTH,
  "services.*.logging.driver": BOTH,
  "services.*.logging.options": BOTH,
  "services.*.mac_address": HOST_ONLY,
  "services.*.mem_limit": HOST_ONLY,
  "services.*.mem_reservation": HOST_ONLY,
  "services.*.mem_swappiness": SDK_LACKS("the swappiness"),
  "services.*.memswap_limit": HOST_ONLY,
  "services.*.network_mode": on(noted("`none`, `host`, `bridge`, `service:…` and `container:…`")),
  "services.*.models": NO_MODELS,
  "services.*.models.*.endpoint_var": NO_MODELS,
  "services.*.models.*.model_var": NO_MODELS,
  "services.*.networks": BOTH,
  "services.*.networks.*.aliases": BOTH,
  "services.*.networks.*.interface_name": SDK_LACKS("the name of a network interface"),
  "services.*.networks.*.ipv4_address": HOST_ONLY,
  "services.*.networks.*.ipv6_address": HOST_ONLY,
  "services.*.networks.*.link_local_ips": HOST_ONLY,
  "services.*.networks.*.mac_address": HOST_ONLY,
  "services.*.networks.*.driver_opts": BOTH,
  "services.*.networks.*.priority": HOST_ONLY,
  "services.*.networks.*.gw_priority": HOST_ONLY,
  "services.*.oom_kill_disable": SDK_LACKS("what happens when memory runs out"),
  "services.*.oom_score_adj": SDK_LACKS("what happens when memory runs out"),
  "services.*.pid": HOST_ONLY,
  "services.*.pids_limit": SDK_LACKS("a limit of processes"),
  "services.*.platform": BOTH,
  "services.*.ports": BOTH,
  "services.*.ports.*.name": both(noEffect("it is a note for people")),
  "services.*.ports.*.mode": on(noted("`ingress` and `host` are one on a host"), "supported"),
  "services.*.ports.*.host_ip": on("supported", refused("Swarm publishes a port on every address")),
  "services.*.ports.*.target": BOTH,
  "services.*.ports.*.published": BOTH,
  "services.*.ports.*.protocol": BOTH,
  "services.*.ports.*.app_protocol": both(noEffect("it is a note for people")),
  "services.*.pre_start": NO_HOOKS,
  "services.*.pre_start.*.command": NO_HOOKS,
  "services.*.pre_start.*.image": NO_HOOKS,
  "services.*.pre_start.*.user": NO_HOOKS,
  "services.*.pre_start.*.privileged": NO_HOOKS,
  "services.*.pre_start.*.working_dir": NO_HOOKS,
  "services.*.pre_start.*.environment": NO_HOOKS,
  "services.*.pre_start.*.per_replica": NO_HOOKS,
  "services.*.post_start": NO_HOOKS,
  "services.*.post_start.*.command": NO_HOOKS,
  "services.*.post_start.*.user": NO_HOOKS,
  "services.*.post_start.*.privileged": NO_HOOKS,
  "services.*.post_start.*.working_dir": NO_HOOKS,
  "services.*.post_start.*.environment": NO_HOOKS,
  "services.*.pre_stop": NO_HOOKS,
  "services.*.pre_stop.*.command": NO_HOOKS,
  "services.*.pre_stop.*.user": NO_HOOKS,
  "services.*.pre_stop.*.privileged": NO_HOOKS,
  "services.*.pre_stop.*.working_dir": NO_HOOKS,
  "services.*.pre_stop.*.environment": NO_HOOKS,
  "services.*.privileged": HOST_ONLY,
  "services.*.profiles": BOTH,
  "services.*.pull_policy": on(
    noted("`missing`, `if_not_present` and `build`; others are refused"),
    noEffect("each node pulls the image by its digest"),
  ),
  "services.*.pull_refresh_after": on(
    refused("images are named by version or digest, and pulled when that changes"),
  ),
  "services.*.read_only": BOTH,
  "services.*.restart": on(
    "supported",
    noted("as `deploy.restart_policy`, where that isn't there"),
  ),
  "services.*.runtime": HOST_ONLY,
  "services.*.scale": BOTH,
  "services.*.security_opt": HOST_ONLY,
  "services.*.shm_size": HOST_ONLY,
  "services.*.secrets": BOTH,
  "services.*.secrets.*.source": BOTH,
  "services.*.secrets.*.target": BOTH,
  "services.*.secrets.*.uid": BOTH,
  "services.*.secrets.*.gid": BOTH,
  "services.*.secrets.*.mode": BOTH,
  "services.*.sysctls": BOTH,
  "services.*.stdin_open": HOST_ONLY,
  "services.*.stop_grace_period": BOTH,
  "services.*.stop_signal": BOTH,
  "services.*.storage_opt": HOST_ONLY,
  "services.*.tmpfs": BOTH,
  "services.*.tty": HOST_ONLY,
  "services.*.ulimits": HOST_ONLY,
  "services.*.ulimits.*.hard": HOST_ONLY,
  "services.*.ulimits.*.soft": HOST_ONLY,
  "services.*.use_api_socket": on(
    refused("mount the engine's socket as a volume, if it has to be"),
  ),
  "services.*.user": BOTH,
  "services.*.uts": SDK_LACKS("the UTS namespace"),
  "services.*.userns_mode": on(noted("`host`; Docker knows no other")),
  "services.*.volumes": BOTH,
  "services.*.volumes.*.type": both(noted("`bind`, `volume` and `tmpfs`; others are refused")),
  "services.*.volumes.*.source": BOTH,
  "services.*.volumes.*.target": BOTH,
  "services.*.volumes.*.read_only": BOTH,
  "services.*.volumes.*.consistency": both(noEffect("it was for Docker Desktop of old")),
  "services.*.volumes.*.bind": BOTH,
  "services.*.volumes.*.bind.propagation": BOTH,
  "services.*.volumes.*.bind.create_host_path": on(
    "supported",
    noEffect("a node mounts only what is there"),
  ),
  "services.*.volumes.*.bind.recursive": SDK_LACKS("whether a bind is recursive"),
  "services.*.volumes.*.bind.selinux": HOST_ONLY,
  "services.*.volumes.*.volume": BOTH,
  "services.*.volumes.*.volume.labels": BOTH,
  "services.*.volumes.*.volume.nocopy": BOTH,
  "services.*.volumes.*.volume.subpath": HOST_ONLY,
  "services.*.volumes.*.tmpfs": BOTH,
  "services.*.volumes.*.tmpfs.size": BOTH,
  "services.*.volumes.*.tmpfs.mode": BOTH,
  "services.*.volumes.*.image": SDK_LACKS("mounts of images"),
  "services.*.volumes.*.image.subpath": SDK_LACKS("mounts of images"),
  "services.*.volumes_from": HOST_ONLY,
  "services.*.working_dir": BOTH,
  models: NO_MODELS,
  "models.*.name": NO_MODELS,
  "models.*.model": NO_MODELS,
  "models.*.context_size": NO_MODELS,
  "models.*.runtime_flags": NO_MODELS,
  networks: BOTH,
  "networks.*.name": BOTH,
  "networks.*.driver": on("supported", noted("`overlay` by default")),
  "networks.*.driver_opts": BOTH,
  "networks.*.ipam": BOTH,
  "networks.*.ipam.driver": BOTH,
  "networks.*.ipam.config": BOTH,
  "networks.*.ipam.config.*.subnet": BOTH,
  "networks.*.ipam.config.*.ip_range": BOTH,
  "networks.*.ipam.config.*.gateway": BOTH,
  "networks.*.ipam.config.*.aux_addresses": BOTH,
  "networks.*.ipam.options": BOTH,
  "networks.*.external": BOTH,
  "networks.*.external.name": RESOLVED,
  "networks.*.internal": BOTH,
  "networks.*.enable_ipv4": both(noted("true; a network without IPv4 is refused")),
  "networks.*.enable_ipv6": BOTH,
  "networks.*.attachable": BOTH,
  "networks.*.labels": BOTH,
  volumes: BOTH,
  "volumes.*.name": BOTH,
  "volumes.*.driver": BOTH,
  "volumes.*.driver_opts": BOTH,
  "volumes.*.external": BOTH,
  "volumes.*.external.name": RESOLVED,
  "volumes.*.labels": BOTH,
  secrets: BOTH,
  "secrets.*.name": on(
    noEffect("files in a container have paths and no names"),
    noted("with a random end, so that another content is another secret"),
  ),
  "secrets.*.environment": BOTH,
  "secrets.*.file": BOTH,
  "secrets.*.external": on(
    refused("a host has no secrets and configs of its own; give a `file` or `environment`"),
    "supported",
  ),
  "secrets.*.external.name": RESOLVED,
  "secrets.*.labels": on(noEffect("files in a container have no labels"), "supported"),
  "secrets.*.driver": on(refused("a host has no secrets and configs of its own")),
  "secrets.*.driver_opts": on(refused("a host has no secrets and configs of its own")),
  "secrets.*.template_driver": on(refused("a host has no secrets and configs of its own")),
  configs: BOTH,
  "configs.*.name": on(
    noEffect("files in a container have paths and no names"),
    noted("with a hash, so that another content is another config"),
  ),
  "configs.*.content": BOTH,
  "configs.*.environment": BOTH,
  "configs.*.file": BOTH,
  "configs.*.external": on(
    refused("a host has no secrets and configs of its own; give a `file` or `environment`"),
    "supported",
  ),
  "configs.*.external.name": RESOLVED,
  "configs.*.labels": on(noEffect("files in a container have no labels"), "supported"),
  "configs.*.template_driver": on(refused("a host has no secrets and configs of its own")),
};

/**
 * One entry for each attribute of the Compose Specification's schema; `*` stands for a name or an item. A unit test holds
 * that none is missing, and docs/compose-conformance.md is made from it.
 */
export const TREATMENTS: Readonly<Record<string, Treatment>> = Object.fromEntries(
  Object.entries(ON_DOCKER).map(([path, treatment]) => [
    path,
    { ...treatment, kubernetes: ON_KUBERNETES[path] ?? asOnDocker(treatment) },
  ]),
);

/** Of what isn't said of Kubernetes: what is worked in, and what means nothing anywhere. */
function asOnDocker({ reading, host, swarm }: OnDocker): Support {
  if (reading !== "model") return host;
  return host === swarm && typeof host === "object" && "noEffect" in host
    ? host
    : NOT_IN_KUBERNETES;
}
