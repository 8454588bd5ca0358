import { canonicalDockerImage } from "../../../../../model/docker-image-reference";
import {
  mapping,
  orderedList,
  scalar,
  structure,
  unorderedList,
  type Structure,
} from "../../../diff/comparison";
import type { ComparisonsFor, TreatmentsFor } from "../../../diff/treatment";
import * as canonical from "../../container/canonical";
import type {
  ContainerSpec,
  DnsConfig,
  EndpointSpec,
  GenericResources,
  LogDriver,
  Placement,
  Privileges,
  ResourceLimits,
  ResourceReservation,
  RestartPolicy,
  ServiceConfigFile,
  ServiceHealthcheck,
  ServiceInputs,
  ServiceMode,
  ServiceMount,
  ServicePort,
  ServiceSecret,
  TaskNetwork,
  TaskResources,
  TaskSpec,
  UpdateConfig,
} from "./service-inputs";

const { keyOf, known } = canonical;
const { nanoseconds } = canonical;
const asText = (value: unknown) => String(value);
const same = (value: unknown) => value;
const set = unorderedList(same, asText);
const labels = unorderedList(same, keyOf("label"));
const textValue = scalar(same, "");
const count = scalar(same, 0);
const switchedOff = scalar(same, false);
const capabilities = unorderedList(canonical.capability, asText);

const of = <T>(members: ComparisonsFor<T>): Structure => structure(members);

/** A duration; `fallback` is what Swarm takes where it is left out. */
const duration = (fallback: number) => scalar(nanoseconds, fallback);
const SECOND = 1e9;

const READABLE_BY_ALL = 0o444;
/** The name beside the id is a comment. */
const file = known<ServiceSecret & ServiceConfigFile>((each) => ({
  id: each.secretId ?? each.configId,
  fileName: each.fileName,
  fileUid: each.fileUid ?? "0",
  fileGid: each.fileGid ?? "0",
  fileMode: each.fileMode ?? READABLE_BY_ALL,
}));
const files = unorderedList(file, keyOf("fileName"));

const mount = known<ServiceMount>((each) =>
  canonical.mount({
    ...each,
    ...(each.bindOptions?.propagation === "rprivate" && { bindOptions: {} }),
  }),
);

const network = known<TaskNetwork>(({ id, name, aliases, driverOpts }) => ({
  target: id ?? name,
  aliases: canonical.sorted(aliases),
  driverOpts: canonical.sorted(driverOpts),
}));

const port = known<ServicePort>((each) => ({
  name: each.name || undefined,
  targetPort: each.targetPort,
  publishedPort: each.publishedPort || undefined,
  protocol: each.protocol ?? "tcp",
  publishMode: each.publishMode ?? "ingress",
}));

const constraint = known<string>((text) => text.replace(/\s*(==|!=)\s*/, "$1"));
const preference = known<string>((text) => text.replace(/^spread=/, ""));
const platform = known<{ architecture: string; os: string }>(({ architecture, os }) => ({
  architecture,
  os,
}));

const updateConfig = of<UpdateConfig>({
  delay: duration(0),
  failureAction: scalar(same, "pause"),
  maxFailureRatio: scalar(known<string>(Number), 0),
  monitor: duration(5 * SECOND),
  order: scalar(same, "stop-first"),
  parallelism: scalar(same, 1),
});

const containerSpec = of<ContainerSpec>({
  args: orderedList(),
  capAdds: capabilities,
  capDrops: capabilities,
  commands: orderedList(),
  configs: files,
  dir: textValue,
  dnsConfig: of<DnsConfig>({ nameservers: orderedList(), options: set, searches: orderedList() }),
  env: mapping(),
  groups: set,
  healthcheck: of<ServiceHealthcheck>({
    interval: duration(0),
    retries: count,
    startPeriod: duration(0),
    tests: orderedList(),
    timeout: duration(0),
  }),
  hostname: textValue,
  hosts: unorderedList(same, keyOf("host", "ip")),
  image: scalar(known(canonicalDockerImage)),
  init: scalar(),
  isolation: scalar(same, "default"),
  labels,
  mounts: unorderedList(mount, keyOf("target")),
  privileges: of<Privileges>({
    credentialSpec: of({ file: textValue, registry: textValue }),
    seLinuxContext: of({
      disable: switchedOff,
      level: textValue,
      role: textValue,
      type: textValue,
      user: textValue,
    }),
  }),
  readOnly: switchedOff,
  secrets: files,
  stopGracePeriod: duration(10 * SECOND),
  stopSignal: scalar(canonical.signal),
  sysctl: mapping(),
  user: textValue,
});

const limits: ComparisonsFor<ResourceLimits> = { memoryBytes: count, nanoCpus: count };

const taskSpec = of<TaskSpec>({
  containerSpec,
  forceUpdate: count,
  logDriver: of<LogDriver>({ name: textValue, options: mapping() }),
  networksAdvanceds: unorderedList(network, keyOf("target")),
  placement: of<Placement>({
    constraints: unorderedList(constraint, asText),
    maxReplicas: count,
    platforms: unorderedList(platform, keyOf("os", "architecture")),
    // From the highest precedence to the lowest.
    prefs: orderedList(preference),
  }),
  resources: of<TaskResources>({
    limits: of(limits),
    reservation: of<ResourceReservation>({
      ...limits,
      genericResources: of<GenericResources>({
        discreteResourcesSpecs: set,
        namedResourcesSpecs: set,
      }),
    }),
  }),
  restartPolicy: of<RestartPolicy>({
    condition: scalar(same, "any"),
    delay: duration(5 * SECOND),
    maxAttempts: count,
    window: duration(0),
  }),
  runtime: scalar(same, "container"),
});

const mode = of<ServiceMode>({
  global: switchedOff,
  replicated: of({ replicas: scalar(same, 1) }),
});

/** For each input of a service: when two values are equal, and what a change does. */
export const SERVICE_TABLE = {
  auth: { compare: scalar(), change: "inPlace" },
  convergeConfig: {
    compare: of({ delay: duration(7 * SECOND), timeout: duration(180 * SECOND) }),
    change: "pluginOnly",
  },
  endpointSpec: {
    compare: of<EndpointSpec>({
      mode: scalar(same, "vip"),
      ports: unorderedList(port, keyOf("protocol", "targetPort")),
    }),
    change: "inPlace",
  },
  labels: { compare: labels, change: "inPlace" },
  mode: {
    compare: mode,
    change: {
      replaceIf: (before, after) =>
        isGlobal(before) === isGlobal(after)
          ? undefined
          : "Swarm can't turn a replicated service into a global one, nor back",
      when: "it turns from replicated to global or back",
    },
  },
  name: { compare: scalar(), change: { replace: "Swarm can't rename a service" } },
  rollbackConfig: { compare: updateConfig, change: "inPlace" },
  taskSpec: { compare: taskSpec, change: "inPlace" },
  updateConfig: { compare: updateConfig, change: "inPlace" },
} as const satisfies TreatmentsFor<ServiceInputs>;

export function isGlobal(mode: unknown): boolean {
  return (mode as ServiceMode | undefined | null)?.global === true;
}
