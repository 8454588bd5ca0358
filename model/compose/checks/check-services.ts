import { isIPv4, isIPv6 } from "../canonical/ip-address";
import type { ComposeService } from "../project";
import type { Check } from "./check-project";

type Tell = (keys: readonly (string | number)[], problem: string) => void;

/** What the attributes of one service say against each other. */
export function checkServices(check: Check): void {
  const names = new Map<string, string>();
  for (const [name, service] of Object.entries(check.project.services)) {
    const tell: Tell = (keys, problem) => check.mistake(["services", name, ...keys], problem);
    if (
      !check.isBroken(["services", name, "image"]) &&
      !check.isBroken(["services", name, "build"])
    )
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
  for (const section of ["networks", "volumes", "secrets", "configs"] as const)
    for (const [name, resource] of Object.entries(check.project[section])) {
      if (resource.external !== true || section === "networks") continue;
      const more = Object.keys(resource).filter(
        (key) => !["name", "external", "content"].includes(key) && !key.startsWith("x-"),
      );
      if (section === "volumes" && more.length > 0)
        check.mistake(
          [section, name, more[0]!],
          "can't be set on what is external; take one of them away",
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

const LIMITS = [
  ["cpus", "limits", "cpus"],
  ["mem_limit", "limits", "memory"],
  ["pids_limit", "limits", "pids"],
  ["mem_reservation", "reservations", "memory"],
] as const;

function checkLimits(service: ComposeService, tell: Tell): void {
  for (const [key, group, name] of LIMITS) {
    const resources = service.deploy?.resources?.[group] as Record<string, unknown> | undefined;
    if (service[key] === undefined || resources === undefined || service[key] === resources[name])
      continue;
    tell([key], `differs from deploy.resources.${group}.${name}; keep one of them`);
  }
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
