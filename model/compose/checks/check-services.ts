import { isIPv4, isIPv6 } from "../canonical/ip-address";
import type { Tell } from "../findings";
import type { ComposeService } from "../project";
import type { Check } from "./check-project";

/** What the attributes of one service say against each other. */
export function checkServices(check: Check): void {
  const names = new Map<string, string>();
  for (const [name, service] of Object.entries(check.project.services)) {
    const tell: Tell = (keys, problem) => {
      const at = ["services", name, ...keys];
      if (!check.isBroken(at)) check.mistake(at, problem);
    };
    checkImage(service, tell);
    checkBuild(service, tell);
    checkHealth(service, tell);
    checkScale(service, tell);
    checkLimits(service, tell);
    checkTargets(service, tell);
    checkAddresses(service, tell);
    if (service.network_mode !== undefined && service.networks !== undefined)
      tell(["network_mode"], "can't stand beside `networks`; keep one of them");
    const { container_name } = service;
    if (container_name === undefined) continue;
    const other = names.get(container_name);
    if (other !== undefined)
      tell(["container_name"], `is the container name of the service "${other}" as well`);
    names.set(container_name, name);
  }
  checkExternal(check);
}

/** A volume that isn't ours has all else from whoever made it. */
function checkExternal({ project, mistake }: Check): void {
  for (const [name, volume] of Object.entries(project.volumes)) {
    if (volume.external !== true) continue;
    const more = Object.keys(volume).find(
      (key) => !["name", "external"].includes(key) && !key.startsWith("x-"),
    );
    if (more !== undefined)
      mistake(
        ["volumes", name, more],
        "can't be set on an external volume; take one of the two away",
      );
  }
}

function checkImage(service: ComposeService, tell: Tell): void {
  if (service.image === undefined && service.build === undefined && service.provider === undefined)
    tell([], "needs an image or a build");
}

function checkBuild({ build, platform }: ComposeService, tell: Tell): void {
  if (build?.dockerfile !== undefined && build.dockerfile_inline !== undefined)
    tell(["build", "dockerfile_inline"], "can't stand beside `dockerfile`; keep one of them");
  if (
    platform !== undefined &&
    build?.platforms !== undefined &&
    !build.platforms.includes(platform)
  )
    tell(["build", "platforms"], `expected the service's platform, ${platform}, to be among them`);
}

function checkHealth({ healthcheck }: ComposeService, tell: Tell): void {
  const kind = healthcheck?.test?.[0];
  if (kind !== undefined && !["CMD", "CMD-SHELL", "NONE"].includes(kind))
    tell(["healthcheck", "test", 0], `expected CMD, CMD-SHELL or NONE, got "${kind}"`);
}

function checkScale({ scale, deploy, container_name }: ComposeService, tell: Tell): void {
  const replicas = deploy?.replicas;
  if (scale !== undefined && replicas !== undefined && scale !== replicas)
    tell(["scale"], `differs from deploy.replicas: ${scale} and ${replicas}`);
  const key = scale === undefined ? ["deploy", "replicas"] : ["scale"];
  const count = scale ?? replicas ?? 1;
  if (count < 0) tell(key, `expected 0 or more, got ${count}`);
  if (count > 1 && container_name !== undefined)
    tell(["container_name"], `can't be the name of ${count} containers; take one of them away`);
}

/** Old attributes beside those of `deploy.resources`: they can't say different things. */
function checkLimits(service: ComposeService, tell: Tell): void {
  const { limits, reservations } = service.deploy?.resources ?? {};
  const compare = (
    key: string,
    own: unknown,
    group: object | undefined,
    name: string,
    of: unknown,
  ) => {
    if (own !== undefined && group !== undefined && own !== of)
      tell([key], `differs from deploy.resources.${name}; keep one of them`);
  };
  compare("cpus", service.cpus, limits, "limits.cpus", limits?.cpus);
  compare("mem_limit", service.mem_limit, limits, "limits.memory", limits?.memory);
  compare("pids_limit", service.pids_limit, limits, "limits.pids", limits?.pids);
  compare(
    "mem_reservation",
    service.mem_reservation,
    reservations,
    "reservations.memory",
    reservations?.memory,
  );
}

function checkTargets({ tmpfs = [], volumes = [] }: ComposeService, tell: Tell): void {
  const mounted = new Set<string>();
  const add = (target: string | undefined, keys: (string | number)[]): void => {
    if (target === undefined) return;
    if (mounted.has(target))
      tell(keys, `mounts on ${target}, on which something is mounted already`);
    mounted.add(target);
  };
  tmpfs.forEach((each, index) => add(each.split(":")[0], ["tmpfs", index]));
  volumes.forEach(({ type, source, target }, index) => {
    if (type === "bind" && source === undefined)
      tell(["volumes", index], "needs a source, as a bind mount");
    if (target === undefined) tell(["volumes", index], "needs a target");
    add(target, ["volumes", index]);
  });
}

function checkAddresses({ ports = [] }: ComposeService, tell: Tell): void {
  ports.forEach(({ host_ip, target }, index) => {
    if (target === undefined) tell(["ports", index], "needs a target port");
    if (host_ip !== undefined && !isIPv4(host_ip) && !isIPv6(host_ip))
      tell(["ports", index, "host_ip"], `expected an IP address, got "${host_ip}"`);
  });
}
