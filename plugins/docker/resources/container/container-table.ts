import { canonicalDockerImage } from "../../../../model/docker-image-reference";
import type { Props } from "../../../runtime/resource";
import {
  mapping,
  orderedList,
  scalar,
  structure,
  unorderedList,
  type Comparison,
} from "../../diff/comparison";
import type { Treatment, TreatmentsFor } from "../../diff/treatment";
import { labels } from "../labels";
import * as canonical from "./canonical";
import { unlessFileGone, unlessLifted, unlessOtherMac, unlessQuota } from "./conditional-changes";
import type { ContainerInputs } from "./container-inputs";

const same = (value: unknown) => value;
const asText = (value: unknown) => String(value);
const set = unorderedList(same, asText);
const rateList = unorderedList(same, canonical.keyOf("path"));

/** Settled when the container is made. */
const fixedAtCreation = (what: string): Treatment["change"] => ({
  replace: `Docker can't change ${what} of an existing container`,
});

function switchOff(what: string): Treatment {
  return { compare: scalar(same, false), change: fixedAtCreation(what) };
}

function plain(what: string, fallback?: unknown): Treatment {
  return { compare: scalar(same, fallback), change: fixedAtCreation(what) };
}

/** `default` is `bridge`. Listed networks take the bridge's place, which is a matter of `networksAdvanced`. */
const networkMode = (value: unknown) => (value === "default" ? "bridge" : value);

const listedNetworks = unorderedList(canonical.network, canonical.keyOf("name"));

/** Listed before, and the network mode now: it is in that network either way. */
const joinedNetworks: Comparison = {
  ...listedNetworks,
  differences: (path, before, after, inputs) => {
    const mode =
      inputs.before["networkMode"] === undefined ? inputs.after["networkMode"] : undefined;
    const isListed = (list: unknown, name: unknown) =>
      Array.isArray(list) && list.some((each: Props | null) => each?.["name"] === name);
    const now =
      typeof mode === "string" && isListed(before, mode) && !isListed(after, mode)
        ? [...(Array.isArray(after) ? (after as unknown[]) : []), { name: mode }]
        : after;
    return listedNetworks.differences(path, before, now, inputs);
  },
};

/** For each input of a container: when two values are equal, and what a change does. */
export const CONTAINER_TABLE: TreatmentsFor<ContainerInputs> = {
  attach: {
    compare: scalar(same, false),
    change: { replace: "a container is attached to when it is created" },
  },
  capabilities: {
    compare: structure({
      adds: unorderedList(canonical.capability, asText),
      drops: unorderedList(canonical.capability, asText),
    }),
    change: fixedAtCreation("the capabilities"),
  },
  cgroupParent: plain("the cgroup parent", ""),
  cgroupnsMode: plain("the cgroup namespace"),
  command: { compare: orderedList(), change: fixedAtCreation("the command") },
  containerReadRefreshTimeoutMilliseconds: { compare: scalar(), change: "ignore" },
  cpuPeriod: { compare: scalar(same, 0), change: unlessLifted("the CPU period") },
  // -1 is no quota, too.
  cpuQuota: { compare: scalar((value) => (value === -1 ? 0 : value), 0), change: "inPlace" },
  cpuSet: { compare: scalar(canonical.cpuSet), change: unlessLifted("the CPU set") },
  cpuShares: { compare: scalar(same, 0), change: unlessLifted("the CPU shares") },
  cpus: { compare: scalar(canonical.nanoCpus), change: unlessQuota },
  destroyGraceSeconds: { compare: scalar(), change: "pluginOnly" },
  deviceCgroupRules: { compare: set, change: fixedAtCreation("the device rules") },
  deviceReadBps: { compare: rateList, change: fixedAtCreation("the device read rates") },
  deviceReadIops: { compare: rateList, change: fixedAtCreation("the device read rates") },
  deviceRequests: {
    compare: orderedList(),
    change: fixedAtCreation("the device requests"),
  },
  deviceWriteBps: { compare: rateList, change: fixedAtCreation("the device write rates") },
  deviceWriteIops: { compare: rateList, change: fixedAtCreation("the device write rates") },
  devices: {
    compare: unorderedList(canonical.device, canonical.keyOf("containerPath")),
    change: fixedAtCreation("the devices"),
  },
  dns: { compare: orderedList(), change: fixedAtCreation("the DNS servers") },
  dnsOpts: { compare: set, change: fixedAtCreation("the DNS options") },
  dnsSearches: { compare: orderedList(), change: fixedAtCreation("the DNS search domains") },
  domainname: plain("the domain name", ""),
  entrypoints: { compare: orderedList(), change: fixedAtCreation("the entry point") },
  envs: {
    compare: unorderedList(same, (each) => asText(each).split("=", 1)[0] ?? ""),
    change: fixedAtCreation("the environment"),
  },
  gpus: plain("the GPUs", ""),
  groupAdds: { compare: set, change: fixedAtCreation("the groups") },
  healthcheck: {
    compare: structure({
      tests: orderedList(),
      interval: scalar(canonical.duration),
      timeout: scalar(canonical.duration),
      startPeriod: scalar(canonical.duration),
      startInterval: scalar(canonical.duration),
      retries: scalar(same, 0),
    }),
    change: fixedAtCreation("the health check"),
  },
  hostname: plain("the host name", ""),
  hosts: {
    compare: unorderedList(canonical.host, canonical.keyOf("host")),
    change: fixedAtCreation("the extra hosts"),
  },
  image: {
    compare: scalar(canonical.known<string>(canonicalDockerImage)),
    change: { replace: "another image needs a new container" },
  },
  init: plain("the init process"),
  ipcMode: plain("the IPC mode"),
  labels: { compare: labels, change: fixedAtCreation("the labels") },
  logDriver: plain("the log driver"),
  logOpts: { compare: mapping(), change: fixedAtCreation("the log options") },
  logs: { compare: scalar(same, false), change: "pluginOnly" },
  maxRetryCount: { compare: scalar(same, 0), change: "inPlace" },
  memory: { compare: scalar(same, 0), change: "inPlace" },
  memoryReservation: { compare: scalar(same, 0), change: unlessLifted("the memory reservation") },
  memorySwap: { compare: scalar(same, 0), change: "inPlace" },
  mounts: {
    compare: unorderedList(canonical.mount, canonical.keyOf("target")),
    change: fixedAtCreation("the mounts"),
  },
  mustRun: { compare: scalar(same, true), change: "pluginOnly" },
  name: { compare: scalar(), change: "inPlace" },
  networkMode: {
    compare: scalar(networkMode, "bridge"),
    change: fixedAtCreation("the network mode"),
  },
  networksAdvanced: {
    compare: joinedNetworks,
    change: unlessOtherMac,
  },
  pidMode: plain("the PID mode", ""),
  platform: plain("the platform"),
  ports: {
    compare: unorderedList(canonical.port, canonical.keyOf("internal", "protocol")),
    change: fixedAtCreation("the published ports"),
  },
  privileged: switchOff("the privileged mode"),
  publishAllPorts: switchOff("the published ports"),
  readOnly: switchOff("the read-only root"),
  removeVolumes: { compare: scalar(same, true), change: "pluginOnly" },
  restart: { compare: scalar(same, "no"), change: "inPlace" },
  rm: switchOff("the removal on exit"),
  runtime: plain("the runtime"),
  securityOpts: {
    compare: unorderedList(canonical.securityOption, asText),
    change: fixedAtCreation("the security options"),
  },
  shmSize: plain("the size of /dev/shm", 64),
  start: { compare: scalar(same, true), change: "inPlace" },
  stdinOpen: switchOff("the standard input"),
  stopSignal: {
    compare: scalar(canonical.signal),
    change: fixedAtCreation("the stop signal"),
  },
  stopTimeout: plain("the stop time-out"),
  storageOpts: { compare: mapping(), change: fixedAtCreation("the storage options") },
  sysctls: { compare: mapping(), change: fixedAtCreation("the kernel parameters") },
  tmpfs: { compare: mapping(canonical.mountOptions), change: fixedAtCreation("the tmpfs mounts") },
  tty: switchOff("the terminal"),
  ulimits: {
    compare: unorderedList(same, canonical.keyOf("name")),
    change: fixedAtCreation("the ulimits"),
  },
  uploads: {
    compare: unorderedList(canonical.upload, canonical.keyOf("file")),
    change: unlessFileGone,
  },
  user: plain("the user", ""),
  usernsMode: plain("the user namespace", ""),
  volumes: {
    compare: unorderedList(canonical.volume, canonical.keyOf("containerPath", "fromContainer")),
    change: fixedAtCreation("the volumes"),
  },
  wait: { compare: scalar(same, false), change: "pluginOnly" },
  waitTimeout: { compare: scalar(same, 60), change: "pluginOnly" },
  workingDir: plain("the working directory", ""),
};
