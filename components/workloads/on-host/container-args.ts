import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { formatDockerDuration } from "../../../model/docker-duration";
import { healthTest } from "../../../model/health-command";
import { REPLICA_LABEL, WORKLOAD_LABEL } from "../../../model/labels";
import type { HealthSpec, PortSpec } from "../../../model/workload";
import type { DockerHost } from "../../hosts/docker-host";
import { mapInput } from "../../inputs";
import { PrivateNetwork } from "../../networks/private-network";
import type { CheckedArgs } from "../check-args";
import { environment } from "../environment";
import { mounts } from "./mounts";
import { present } from "../present";
import { resources } from "./resources";
import { securityArgs } from "./security-args";
import { uploads } from "./uploads";
import type { WorkloadVolumes } from "./volumes";

/** What the official SDK's container is given for one replica. */
export function containerArgs(
  name: string,
  args: CheckedArgs,
  host: DockerHost,
  volumes: WorkloadVolumes,
  replica: number,
): docker.ContainerArgs {
  const stopGraceSeconds = args.stopGraceSeconds ?? defaults.stopGraceSeconds;
  return present<docker.ContainerArgs>({
    image: args.madeImage?.refOn(host) ?? args.image,
    command: args.command,
    entrypoints: args.entrypoint,
    workingDir: args.workingDir,
    user: args.user,
    envs: environment(args.env, args.secretEnv),
    ...mounts(args.volumes, volumes, replica),
    ports: publishedPorts(args.ports ?? []),
    uploads: uploads(args.files),
    networksAdvanced: networks(name, args.networks ?? [], host),
    ...health(args.health, args.ports ?? []),
    ...resources(args.resources),
    restart: args.restart ?? defaults.restart,
    init: args.init ?? defaults.init,
    readOnly: args.readOnlyRootFilesystem ?? defaults.readOnlyRootFilesystem,
    ...securityArgs(args),
    stopSignal: args.stopSignal,
    // The first is what Docker itself waits, the second what the plugin waits when it removes.
    stopTimeout: stopGraceSeconds,
    destroyGraceSeconds: stopGraceSeconds,
    labels: labels(name, replica, args.labels ?? {}),
    logDriver: "json-file",
    logOpts: {
      "max-file": mapInput(args.logs?.maxFiles ?? defaults.logMaxFiles, String),
      "max-size": mapInput(args.logs?.maxSizeMib ?? defaults.logMaxSizeMib, (mib) => `${mib}m`),
    },
  });
}

function publishedPorts(ports: readonly PortSpec[]): docker.ContainerArgs["ports"] {
  const published = ports.flatMap(({ port, protocol, publish }) =>
    publish === undefined
      ? []
      : [
          {
            internal: port,
            external: publish.port,
            ip: publish.address ?? defaults.publishAddress,
            protocol: protocol ?? defaults.portProtocol,
          },
        ],
  );
  return published.length === 0 ? undefined : published;
}

function networks(
  name: string,
  joined: NonNullable<CheckedArgs["networks"]>,
  host: DockerHost,
): docker.ContainerArgs["networksAdvanced"] {
  if (joined.length === 0) return undefined;
  return joined.map((network) => ({
    name: networkName(network, host),
    aliases: [name],
  }));
}

export function networkName(
  network: NonNullable<CheckedArgs["networks"]>[number],
  host: DockerHost,
): pulumi.Input<string> {
  if (network instanceof PrivateNetwork) return network.on(host).name;
  return docker.Network.isInstance(network) ? network.name : network;
}

function health(
  spec: HealthSpec | undefined,
  ports: readonly PortSpec[],
): Pick<docker.ContainerArgs, "healthcheck" | "wait" | "waitTimeout"> {
  if (spec === undefined) return {};
  const seconds = (value: number): string => formatDockerDuration(value * 1e9);
  return {
    healthcheck: {
      tests: healthTest(spec, ports),
      interval: seconds(spec.intervalSeconds ?? defaults.healthIntervalSeconds),
      timeout: seconds(spec.timeoutSeconds ?? defaults.healthTimeoutSeconds),
      retries: spec.retries ?? defaults.healthRetries,
      startPeriod: seconds(spec.startPeriodSeconds ?? defaults.healthStartPeriodSeconds),
    },
    wait: true,
    waitTimeout: spec.deadlineSeconds ?? defaults.healthDeadlineSeconds,
  };
}

/** Sorted, so that the order in which a program writes them changes nothing. */
function labels(
  name: string,
  replica: number,
  own: NonNullable<CheckedArgs["labels"]>,
): docker.ContainerArgs["labels"] {
  return Object.entries({ ...own, [WORKLOAD_LABEL]: name, [REPLICA_LABEL]: String(replica) })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}
