import type { CheckFailure } from "../../../runtime/resource";
import {
  flag,
  listOf,
  mapOf,
  objectOf,
  text,
  wholeNumber,
  type Rule,
  type RulesFor,
} from "../../../runtime/check/rule";
import * as is from "../../check/text-tests";
import type {
  ContainerCapabilities,
  ContainerDevice,
  ContainerDeviceRequest,
  ContainerHealthcheck,
  ContainerHost,
  ContainerInputs,
  ContainerLabel,
  ContainerMount,
  ContainerMountVolumeOptions,
  ContainerNetwork,
  ContainerPort,
  ContainerRate,
  ContainerUlimit,
  ContainerUpload,
  ContainerVolume,
} from "./container-inputs";

const texts = listOf(text());
const textMap = mapOf(text());
const ownLabel = (label: string) =>
  label.startsWith("slipway.") &&
  ["slipway.urn", "slipway.spec", "slipway.owner", "slipway.previous"].includes(label)
    ? `the label "${label}" is kept for the docker plugin's own use`
    : is.nonEmpty(label);
export const labelRule: Rule = objectOf<ContainerLabel>({ label: text(ownLabel), value: text() }, [
  "label",
  "value",
]);
const rates = listOf(
  objectOf<ContainerRate>({ path: text(is.nonEmpty), rate: wholeNumber(1) }, ["path", "rate"]),
);

const port = objectOf<ContainerPort>(
  {
    internal: wholeNumber(1, 65535),
    external: wholeNumber(0, 65535),
    ip: text(is.ipAddress),
    protocol: text(is.oneOf("tcp", "udp", "sctp")),
  },
  ["internal"],
);

const volume = objectOf<ContainerVolume>(
  {
    containerPath: text(is.containerPath),
    fromContainer: text(is.nonEmpty),
    hostPath: text(is.hostPath),
    readOnly: flag(),
    selinuxRelabel: text(is.oneOf("z", "Z")),
    volumeName: text(is.objectName),
  },
  [],
  (value, path, fail) => {
    if (value.containerPath === undefined && value.fromContainer === undefined)
      fail({ property: `${path}.containerPath`, reason: "is required (or `fromContainer`)" });
  },
);

const mount = objectOf<ContainerMount>(
  {
    type: text(is.oneOf("bind", "volume", "tmpfs", "npipe", "cluster")),
    target: text(is.containerPath),
    source: text(),
    readOnly: flag(),
    bindOptions: objectOf<NonNullable<ContainerMount["bindOptions"]>>({
      propagation: text(is.oneOf("private", "rprivate", "shared", "rshared", "slave", "rslave")),
    }),
    tmpfsOptions: objectOf<NonNullable<ContainerMount["tmpfsOptions"]>>({
      mode: wholeNumber(0),
      sizeBytes: wholeNumber(0),
    }),
    volumeOptions: objectOf<ContainerMountVolumeOptions>({
      driverName: text(),
      driverOptions: textMap,
      labels: listOf(labelRule),
      noCopy: flag(),
      subpath: text(),
    }),
  },
  ["type", "target"],
  (value, path, fail) => {
    const options = {
      bind: "bindOptions",
      tmpfs: "tmpfsOptions",
      volume: "volumeOptions",
    } as const;
    for (const [type, name] of Object.entries(options))
      if (value[name] !== undefined && typeof value.type === "string" && value.type !== type)
        fail({ property: `${path}.${name}`, reason: `only goes with type "${type}"` });
    if (value.type === "bind" && !value.source)
      fail({ property: `${path}.source`, reason: "is required for a bind mount" });
    if (value.type === "tmpfs" && value.source)
      fail({ property: `${path}.source`, reason: "must be left out for a tmpfs mount" });
  },
);

const network = objectOf<ContainerNetwork>(
  {
    name: text(is.nonEmpty),
    aliases: listOf(text(is.nonEmpty)),
    driverOpts: listOf(text(is.keyValue)),
    gwPriority: wholeNumber(Number.MIN_SAFE_INTEGER),
    ipv4Address: text(is.ipv4Address),
    ipv6Address: text(is.ipv6Address),
    linkLocalIps: listOf(text(is.ipAddress)),
    macAddress: text(is.macAddress),
  },
  ["name"],
);

const upload = objectOf<ContainerUpload>(
  {
    file: text(is.containerPath),
    content: text(),
    contentBase64: text(is.base64),
    source: text(is.nonEmpty),
    sourceHash: text(),
    executable: flag(),
    permissions: text(is.fileMode),
    owner: text(is.nonEmpty),
    group: text(is.nonEmpty),
  },
  ["file"],
  (value, path, fail) => {
    const given = (["content", "contentBase64", "source"] as const).filter(
      (name) => value[name] !== undefined && value[name] !== null,
    );
    if (given.length !== 1)
      fail({
        property: path,
        reason: `expected exactly one of content, contentBase64 and source, got ${given.length === 0 ? "none" : given.join(" and ")}`,
      });
  },
);

const healthcheck = objectOf<ContainerHealthcheck>(
  {
    tests: listOf(text(), { nonEmpty: true }),
    interval: text(is.duration),
    timeout: text(is.duration),
    startPeriod: text(is.duration),
    startInterval: text(is.duration),
    retries: wholeNumber(0),
  },
  [],
  (value, path, fail: (failure: CheckFailure) => void) => {
    const first: unknown = Array.isArray(value.tests) ? value.tests[0] : undefined;
    if (typeof first !== "string") return;
    if (!["NONE", "CMD", "CMD-SHELL"].includes(first))
      fail({
        property: `${path}.tests[0]`,
        reason: 'expected "CMD", "CMD-SHELL" or "NONE" before the command',
      });
    else if (first !== "NONE" && value.tests?.length === 1)
      fail({ property: `${path}.tests`, reason: `expected a command after "${first}"` });
  },
);

/** How each input of a container is checked by itself. */
export const CONTAINER_RULES: RulesFor<ContainerInputs> = {
  attach: flag(),
  capabilities: objectOf<ContainerCapabilities>({
    adds: listOf(text(is.nonEmpty)),
    drops: listOf(text(is.nonEmpty)),
  }),
  cgroupParent: text(),
  cgroupnsMode: text(is.oneOf("private", "host")),
  command: texts,
  containerReadRefreshTimeoutMilliseconds: wholeNumber(1),
  cpuPeriod: wholeNumber(0),
  cpuQuota: wholeNumber(-1),
  cpuSet: text(is.cpuSet),
  cpuShares: wholeNumber(0),
  cpus: text(is.cpuCount),
  destroyGraceSeconds: wholeNumber(0),
  deviceCgroupRules: listOf(text(is.nonEmpty)),
  deviceReadBps: rates,
  deviceReadIops: rates,
  deviceRequests: listOf(
    objectOf<ContainerDeviceRequest>({
      capabilities: texts,
      count: wholeNumber(-1),
      deviceIds: texts,
      driver: text(),
      options: textMap,
    }),
  ),
  deviceWriteBps: rates,
  deviceWriteIops: rates,
  devices: listOf(
    objectOf<ContainerDevice>(
      {
        hostPath: text(is.nonEmpty),
        containerPath: text(is.nonEmpty),
        permissions: text((value) =>
          /^[rwm]{1,3}$/.test(value) ? undefined : `expected letters of "rwm", got "${value}"`,
        ),
      },
      ["hostPath"],
    ),
  ),
  dns: listOf(text(is.ipAddress)),
  dnsOpts: listOf(text(is.nonEmpty)),
  dnsSearches: listOf(text(is.nonEmpty)),
  domainname: text(),
  entrypoints: texts,
  envs: listOf(text(is.envAssignment)),
  gpus: text((value) =>
    value === "all" || /^device=.+/.test(value)
      ? undefined
      : `expected "all" or "device=<id,…>", got "${value}"`,
  ),
  groupAdds: listOf(text(is.nonEmpty)),
  healthcheck,
  hostname: text(),
  hosts: listOf(
    objectOf<ContainerHost>(
      {
        host: text(is.nonEmpty),
        ip: text((value) => (value === "host-gateway" ? undefined : is.ipAddress(value))),
      },
      ["host", "ip"],
    ),
  ),
  image: text(is.imageReference),
  init: flag(),
  ipcMode: text((value) =>
    /^(none|private|shareable|host|container:.+)$/.test(value)
      ? undefined
      : `expected "none", "private", "shareable", "host" or "container:<name>", got "${value}"`,
  ),
  labels: listOf(labelRule),
  logDriver: text(is.nonEmpty),
  logOpts: textMap,
  logs: flag(),
  maxRetryCount: wholeNumber(0),
  memory: wholeNumber(0),
  memoryReservation: wholeNumber(0),
  memorySwap: wholeNumber(-1),
  mounts: listOf(mount),
  mustRun: flag(),
  name: text(is.objectName),
  networkMode: text(is.nonEmpty),
  networksAdvanced: listOf(network),
  pidMode: text((value) =>
    /^(host|container:.+)$/.test(value)
      ? undefined
      : `expected "host" or "container:<name>", got "${value}"`,
  ),
  platform: text(is.platform),
  ports: listOf(port),
  privileged: flag(),
  publishAllPorts: flag(),
  readOnly: flag(),
  removeVolumes: flag(),
  restart: text(is.oneOf("no", "on-failure", "always", "unless-stopped")),
  rm: flag(),
  runtime: text(is.nonEmpty),
  securityOpts: listOf(text(is.nonEmpty)),
  shmSize: wholeNumber(1),
  start: flag(),
  stdinOpen: flag(),
  stopSignal: text(is.signal),
  stopTimeout: wholeNumber(0),
  storageOpts: textMap,
  sysctls: textMap,
  tmpfs: mapOf(text(), is.containerPath),
  tty: flag(),
  ulimits: listOf(
    objectOf<ContainerUlimit>(
      { name: text(is.nonEmpty), soft: wholeNumber(-1), hard: wholeNumber(-1) },
      ["name", "soft", "hard"],
    ),
  ),
  uploads: listOf(upload),
  user: text(),
  usernsMode: text(is.oneOf("host", "")),
  volumes: listOf(volume),
  wait: flag(),
  waitTimeout: wholeNumber(1),
  workingDir: text(is.containerPath),
};
