import { build } from "./build";
import { deploy } from "./deploy";
import * as f from "./field";
import { blkioConfig, deviceRequests, ulimits } from "./limits";
import { device, fileReference, port, volumeMount } from "./mounts";

const HOOK = {
  command: f.command,
  environment: f.record(f.variable),
  privileged: f.trueOrNothing,
  user: f.text,
  working_dir: f.text,
};
const hooks = f.list(f.shape(HOOK));

const dependency = f.withDefaults(
  f.shape({ condition: f.text, required: f.flag, restart: f.trueOrNothing }),
  { condition: "service_started", required: true },
);

/** A file of variables. Compose takes it for required where it doesn't say otherwise. */
const envFile = f.withDefaults(f.shape({ format: f.text, path: f.text, required: f.flag }), {
  required: true,
});

/** An option of a provider may be there several times. */
const textOrTexts: f.Field<string | string[]> = (...args) =>
  args[0].kind === "list" ? f.texts(...args) : f.anyText(...args);

const watch = f.list(
  f.shape({
    action: f.text,
    exec: f.shape(HOOK),
    ignore: f.texts,
    include: f.texts,
    initial_sync: f.trueOrNothing,
    path: f.text,
    target: f.text,
  }),
);

/** Every attribute of a service. `extends` is gone when a service is decoded. */
export const SERVICE = {
  annotations: f.labels,
  attach: f.flag,
  blkio_config: blkioConfig,
  build,
  cap_add: f.texts,
  cap_drop: f.texts,
  cgroup: f.text,
  cgroup_parent: f.text,
  command: f.command,
  configs: f.list(fileReference),
  container_name: f.text,
  cpu_count: f.wholeNotZero,
  cpu_percent: f.numberNotZero,
  cpu_period: f.wholeNotZero,
  cpu_quota: f.wholeNotZero,
  cpu_rt_period: f.wholeNotZero,
  cpu_rt_runtime: f.wholeNotZero,
  cpu_shares: f.wholeNotZero,
  cpus: f.numberNotZero,
  cpuset: f.text,
  credential_spec: f.shape({ config: f.text, file: f.text, registry: f.text }),
  depends_on: f.record(dependency),
  deploy,
  develop: f.shape({ watch }),
  device_cgroup_rules: f.texts,
  devices: f.list(device),
  dns: f.texts,
  dns_opt: f.texts,
  dns_search: f.texts,
  domainname: f.text,
  entrypoint: f.command,
  env_file: f.list(envFile),
  environment: f.record(f.variable),
  expose: f.texts,
  external_links: f.texts,
  extra_hosts: f.sortedTexts,
  gpus: deviceRequests,
  group_add: f.texts,
  healthcheck: f.shape({
    disable: f.trueOrNothing,
    interval: f.duration,
    retries: f.whole,
    start_interval: f.duration,
    start_period: f.duration,
    test: f.healthTest,
    timeout: f.duration,
  }),
  hostname: f.text,
  image: f.text,
  init: f.flag,
  ipc: f.text,
  isolation: f.text,
  label_file: f.texts,
  labels: f.labels,
  links: f.texts,
  logging: f.shape({ driver: f.text, options: f.labels }),
  mac_address: f.text,
  mem_limit: f.bytes,
  mem_reservation: f.bytes,
  mem_swappiness: f.bytes,
  memswap_limit: f.bytes,
  models: f.record(f.shapeOrNull({ endpoint_var: f.text, model_var: f.text })),
  network_mode: f.text,
  networks: f.record(
    f.shapeOrNull({
      aliases: f.texts,
      driver_opts: f.labels,
      gw_priority: f.numberNotZero,
      interface_name: f.text,
      ipv4_address: f.text,
      ipv6_address: f.text,
      link_local_ips: f.texts,
      mac_address: f.text,
      priority: f.numberNotZero,
    }),
  ),
  oom_kill_disable: f.trueOrNothing,
  oom_score_adj: f.wholeNotZero,
  pid: f.text,
  pids_limit: f.wholeNotZero,
  platform: f.text,
  ports: f.list(port),
  post_start: hooks,
  pre_start: f.list(f.shape({ ...HOOK, image: f.text, per_replica: f.trueOrNothing })),
  pre_stop: hooks,
  privileged: f.trueOrNothing,
  profiles: f.texts,
  provider: f.shape({ options: f.record(textOrTexts), type: f.text }),
  pull_policy: f.text,
  pull_refresh_after: f.text,
  read_only: f.trueOrNothing,
  restart: f.text,
  runtime: f.text,
  scale: f.whole,
  secrets: f.list(fileReference),
  security_opt: f.texts,
  shm_size: f.bytes,
  stdin_open: f.trueOrNothing,
  stop_grace_period: f.duration,
  stop_signal: f.text,
  storage_opt: f.labels,
  sysctls: f.labels,
  tmpfs: f.texts,
  tty: f.trueOrNothing,
  ulimits,
  use_api_socket: f.trueOrNothing,
  user: f.text,
  userns_mode: f.text,
  uts: f.text,
  volumes: f.list(volumeMount),
  volumes_from: f.texts,
  working_dir: f.text,
};

export const service = f.shape(SERVICE);
