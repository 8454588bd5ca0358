import type * as docker from "@pulumi/docker";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ComposeService } from "../../../model/compose/project";
import { waitSeconds, wholeSeconds } from "../../../model/compose/host/wait-seconds";
import { present } from "../../workloads/present";
import { composeLabels, type AppOnHost } from "./app-on-host";
import { limits } from "./limits";
import { mounts } from "./mounts";
import { networkArgs } from "./network-args";

/** Compose's commands look only at containers with this label; what stands in it is for Compose itself. */
const MADE_BY = { "config-hash": "slipway", oneoff: "False" };

export function containerName(
  project: string,
  name: string,
  { container_name }: ComposeService,
  index: number,
): string {
  return container_name ?? `${project}-${name}-${index + 1}`;
}

/** What the official SDK's container is given for one replica of a service. `index` counts them from 0. */
export function containerArgs(
  on: AppOnHost,
  name: string,
  service: ComposeService,
  index: number,
): docker.ContainerArgs {
  const { project } = on;
  const ownName = containerName(project.name, name, service, index);
  const grace = wholeSeconds(service.stop_grace_period);
  return present<docker.ContainerArgs>({
    name: ownName,
    image: on.images[name]!,
    command: service.command?.length ? service.command : undefined,
    // Nothing is what the image says; nothing on purpose is an empty word.
    entrypoints: service.entrypoint?.length === 0 ? [""] : service.entrypoint,
    envs: environment(service),
    workingDir: service.working_dir,
    user: service.user,
    hostname: service.hostname,
    domainname: service.domainname,
    tty: service.tty,
    stdinOpen: service.stdin_open,
    init: service.init,
    privileged: service.privileged,
    readOnly: service.read_only,
    ...networkArgs(on, name, service, ownName, index),
    ...mounts(on, name, service),
    ...limits(service),
    ...readiness(on, name, service),
    ...restartPolicy(service),
    capabilities:
      service.cap_add || service.cap_drop
        ? present({ adds: service.cap_add, drops: service.cap_drop })
        : undefined,
    securityOpts: service.security_opt?.map((each) => securityOption(each, project.directory)),
    groupAdds: service.group_add,
    cgroupParent: service.cgroup_parent,
    cgroupnsMode: service.cgroup,
    usernsMode: service.userns_mode,
    deviceCgroupRules: service.device_cgroup_rules,
    devices: service.devices?.map(({ source = "", target, permissions }) =>
      present({ hostPath: source, containerPath: target, permissions }),
    ),
    deviceRequests: deviceRequests(service),
    runtime: service.runtime,
    platform: service.platform,
    sysctls: service.sysctls,
    storageOpts: service.storage_opt,
    dns: service.dns,
    dnsOpts: service.dns_opt,
    dnsSearches: service.dns_search,
    hosts: service.extra_hosts?.map((each) => {
      const at = each.indexOf("=");
      return { host: each.slice(0, at), ip: each.slice(at + 1) };
    }),
    logDriver: service.logging?.driver,
    logOpts: service.logging?.options,
    stopSignal: service.stop_signal,
    // The first is what Docker itself waits, the second what the plugin waits when it removes.
    stopTimeout: grace,
    destroyGraceSeconds: grace,
    labels: composeLabels(
      project.name,
      { ...MADE_BY, service: name, "container-number": String(index + 1) },
      service.labels,
    ),
  });
}

/** `NAME=value`, sorted; a variable that nobody has given a value isn't there. */
function environment({ environment = {} }: ComposeService): string[] | undefined {
  const given = Object.entries(environment).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${value}`],
  );
  return given.length === 0 ? undefined : given.sort();
}

function readiness(
  { jobs, awaitedHealth }: AppOnHost,
  name: string,
  { healthcheck: check }: ComposeService,
): Pick<docker.ContainerArgs, "healthcheck" | "wait" | "waitTimeout" | "attach"> {
  const isOff = check?.disable === true || check?.test?.[0] === "NONE";
  const waits = (check !== undefined && !isOff) || awaitedHealth.has(name);
  return present({
    healthcheck:
      check &&
      present({
        tests: isOff ? ["NONE"] : (check.test ?? []),
        interval: isOff ? undefined : check.interval,
        timeout: isOff ? undefined : check.timeout,
        retries: isOff ? undefined : check.retries,
        startPeriod: isOff ? undefined : check.start_period,
        startInterval: isOff ? undefined : check.start_interval,
      }),
    ...(jobs.has(name)
      ? { attach: true }
      : waits
        ? { wait: true, waitTimeout: waitSeconds(check) }
        : {}),
  });
}

const RESTARTS: Readonly<Record<string, string>> = {
  none: "no",
  "on-failure": "on-failure",
  any: "unless-stopped",
};

function restartPolicy({
  restart,
  deploy,
}: ComposeService): Pick<docker.ContainerArgs, "restart" | "maxRetryCount"> {
  const { condition = "any", max_attempts } = deploy?.restart_policy ?? {};
  const ofDeploy = deploy?.restart_policy && RESTARTS[condition];
  const [policy, count] = restart?.split(":") ?? [ofDeploy];
  const retries = count === undefined ? max_attempts : Number(count);
  return present({
    restart: policy,
    maxRetryCount: policy === "on-failure" ? retries : undefined,
  });
}

/** A profile of seccomp is a file of the project, whose text the engine wants. */
function securityOption(option: string, directory: string): string {
  const found = /^seccomp[=:](.*)$/.exec(option);
  if (found === null || found[1] === "unconfined") return option;
  const profile: unknown = JSON.parse(readFileSync(resolve(directory, found[1]!), "utf8"));
  return `seccomp=${JSON.stringify(profile)}`;
}

function deviceRequests(service: ComposeService): docker.ContainerArgs["deviceRequests"] {
  const gpus = (service.gpus ?? []).map((each) => ({
    ...each,
    capabilities: [...(each.capabilities ?? []), "gpu"],
  }));
  const all = [...gpus, ...(service.deploy?.resources?.reservations?.devices ?? [])];
  if (all.length === 0) return undefined;
  return all.map(({ capabilities, count, device_ids: deviceIds, driver, options }) =>
    present({ capabilities, count, deviceIds, driver, options }),
  );
}
