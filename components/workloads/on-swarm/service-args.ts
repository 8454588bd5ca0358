import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { formatDockerDuration } from "../../../model/docker-duration";
import { placementConstraints } from "../../../model/swarm-placement";
import { healthTest } from "../../../model/health-command";
import { WORKLOAD_LABEL } from "../../../model/labels";
import type { Rollout } from "../../../model/rollout";
import type { SwarmPlacement } from "../../swarm/swarm-placement";
import { mapInput } from "../../inputs";
import type { CheckedArgs } from "../check-args";
import { present } from "../present";
import type { ServiceFiles } from "./files";
import { serviceMounts } from "./service-mounts";
import { serviceResources } from "./service-resources";
import { deadlineSeconds, pace, placeOf } from "./swarm-place";

type Input = docker.types.input.ServiceTaskSpecContainerSpec;

interface Parts {
  placement: SwarmPlacement;
  rollout: Rollout;
  files: ServiceFiles;
}

const CONDITIONS = { always: "any", "on-failure": "on-failure", no: "none" } as const;
const seconds = (value: number): string => formatDockerDuration(value * 1e9);

/** What the official SDK's service is given. */
export function serviceArgs(
  name: string,
  args: CheckedArgs,
  { placement, rollout, files }: Parts,
): docker.ServiceArgs {
  const { endpointMode, everywhere } = placeOf(placement);
  const change = updateConfig(args, rollout, placement);
  return present<docker.ServiceArgs>({
    taskSpec: present({
      containerSpec: containerSpec(name, args, files),
      networksAdvanceds: networks(name, args.networks ?? []),
      placement: placementOf(placement),
      resources: serviceResources(args.resources),
      restartPolicy: {
        condition: mapInput(args.restart ?? defaults.restart, (policy) => CONDITIONS[policy]),
      },
      logDriver: {
        name: "json-file",
        options: {
          "max-file": mapInput(args.logs?.maxFiles ?? defaults.logMaxFiles, String),
          "max-size": mapInput(args.logs?.maxSizeMib ?? defaults.logMaxSizeMib, (mib) => `${mib}m`),
        },
      },
    }),
    mode: everywhere
      ? { global: true }
      : { replicated: { replicas: args.replicas ?? defaults.replicas } },
    updateConfig: change,
    rollbackConfig: { ...change, failureAction: "pause" },
    endpointSpec: present({ mode: endpointMode, ports: publishedPorts(args, placement) }),
    convergeConfig: { timeout: seconds(deadlineSeconds(args, rollout, placement)) },
    labels: [{ label: WORKLOAD_LABEL, value: name }],
  });
}

function containerSpec(name: string, args: CheckedArgs, files: ServiceFiles): Input {
  const { add, drop } = args.capabilities ?? {};
  const dropped = drop ?? defaults.capabilitiesDropped.filter((each) => !add?.includes(each));
  return present<Input>({
    image: args.image,
    args: args.command,
    commands: args.entrypoint,
    dir: args.workingDir,
    user: args.user,
    env: args.env,
    mounts: serviceMounts(name, args.volumes ?? []),
    ...files,
    ...health(args),
    init: args.init ?? defaults.init,
    readOnly: args.readOnlyRootFilesystem ?? defaults.readOnlyRootFilesystem,
    capAdds: add?.map(capability),
    capDrops: dropped.map(capability),
    stopGracePeriod: mapInput(args.stopGraceSeconds ?? defaults.stopGraceSeconds, seconds),
    stopSignal: args.stopSignal,
    labels: Object.entries({ ...args.labels, [WORKLOAD_LABEL]: name })
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, value]) => ({ label, value })),
  });
}

function capability(name: CapabilityInput): CapabilityInput {
  return mapInput(name, (known) => (known === "ALL" ? known : `CAP_${known}`));
}

type CapabilityInput = NonNullable<NonNullable<CheckedArgs["capabilities"]>["add"]>[number];

function health({ health: spec, ports = [] }: CheckedArgs): Pick<Input, "healthcheck"> {
  if (spec === undefined) return {};
  return {
    healthcheck: {
      tests: healthTest(spec, ports),
      interval: seconds(spec.intervalSeconds ?? defaults.healthIntervalSeconds),
      timeout: seconds(spec.timeoutSeconds ?? defaults.healthTimeoutSeconds),
      retries: spec.retries ?? defaults.healthRetries,
      startPeriod: seconds(spec.startPeriodSeconds ?? defaults.healthStartPeriodSeconds),
    },
  };
}

function networks(
  name: string,
  joined: NonNullable<CheckedArgs["networks"]>,
): docker.types.input.ServiceTaskSpecNetworksAdvanced[] | undefined {
  if (joined.length === 0) return undefined;
  // Checked before: no PrivateNetwork is among them.
  return (joined as (docker.Network | pulumi.Input<string>)[]).map((network) =>
    docker.Network.isInstance(network)
      ? { id: network.id, aliases: [name] }
      : { name: network, aliases: [name] },
  );
}

function placementOf({
  args: { where, constraints = [], spread = [], maxPerNode },
}: SwarmPlacement): docker.types.input.ServiceTaskSpecPlacement | undefined {
  const all = [...placementConstraints(where ?? {}), ...constraints];
  const found = present({
    constraints: all.length === 0 ? undefined : all,
    prefs: spread.length === 0 ? undefined : spread.map((each) => `spread=node.labels.${each}`),
    maxReplicas: maxPerNode,
  });
  return Object.keys(found).length === 0 ? undefined : found;
}

function updateConfig(
  args: CheckedArgs,
  { order, batches }: Rollout,
  placement: SwarmPlacement,
): docker.types.input.ServiceUpdateConfig {
  const { delay, monitor } = pace(args, placement);
  const { everywhere, nodes } = placeOf(placement);
  const tasks = everywhere ? nodes : (args.replicas ?? defaults.replicas);
  const failures = args.rollout?.maxFailures ?? 0;
  return present({
    order,
    parallelism: batches[0]?.length ?? 1,
    delay: seconds(delay),
    monitor: seconds(monitor),
    failureAction: placement.args.update?.onFailure ?? "rollback",
    maxFailureRatio:
      failures === 0 ? undefined : String(Math.min(1, failures / Math.max(1, tasks))),
  });
}

function publishedPorts(
  { ports = [] }: CheckedArgs,
  placement: SwarmPlacement,
): docker.types.input.ServiceEndpointSpecPort[] | undefined {
  const { publishMode } = placeOf(placement);
  const published = ports.flatMap(({ name, port, protocol, publish }) =>
    publish === undefined
      ? []
      : [
          present({
            name,
            targetPort: port,
            publishedPort: publish.port,
            protocol: protocol ?? defaults.portProtocol,
            publishMode,
          }),
        ],
  );
  return published.length === 0 ? undefined : published;
}
