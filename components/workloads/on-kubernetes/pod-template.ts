import type { types } from "@pulumi/kubernetes";
import type { PersistentVolumeClaim, Secret, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import type { PortSpec } from "../../../model/workload";
import { mapInput } from "../../inputs";
import type { CheckedArgs } from "../check-args";
import { present } from "../present";
import type { Mounted } from "./files";
import { labelsOf } from "./meta";
import type { Site } from "./on-kubernetes";
import { readinessProbe } from "./probe";
import { isService, mostReplicas } from "./replica-bounds";
import { containerSecurity, podSecurity } from "./security";
import { volumesOf } from "./volumes";

/** What pods refer to. */
export interface PodParts {
  serviceAccount: ServiceAccount;
  secretEnv: Secret | undefined;
  files: Mounted;
  claims: ReadonlyMap<string, PersistentVolumeClaim>;
}

/** @param restartPolicy of a Job's pods; all others always restart. */
export function podTemplate(
  site: Site,
  parts: PodParts,
  restartPolicy?: "OnFailure" | "Never",
): types.input.core.v1.PodTemplateSpec {
  const { name, args } = site;
  const mounted = volumesOf(site, parts.claims);
  const volumes = [...mounted.volumes, ...parts.files.volumes];
  return {
    metadata: present({ labels: labelsOf(name), annotations: args.labels }),
    spec: present<types.input.core.v1.PodSpec>({
      serviceAccountName: parts.serviceAccount.metadata.name,
      automountServiceAccountToken: false,
      restartPolicy,
      // Variables with the addresses of all Services of the namespace would be there otherwise, as on no other engine.
      enableServiceLinks: false,
      securityContext: podSecurity(args),
      terminationGracePeriodSeconds: graceSeconds(args),
      topologySpreadConstraints: spread(name, isService(args) ? mostReplicas(args) : 1),
      containers: [container(args, parts, [...mounted.mounts, ...parts.files.mounts])],
      volumes: volumes.length === 0 ? undefined : volumes,
    }),
  };
}

function container(
  args: CheckedArgs,
  { secretEnv }: PodParts,
  mounts: types.input.core.v1.VolumeMount[],
): types.input.core.v1.Container {
  const ports = args.ports ?? [];
  return present<types.input.core.v1.Container>({
    name: "main",
    image: args.image,
    // Kubernetes calls Docker's entrypoint the command.
    command: args.entrypoint,
    args: args.command,
    workingDir: args.workingDir,
    env: environment(args.env),
    envFrom:
      secretEnv === undefined ? undefined : [{ secretRef: { name: secretEnv.metadata.name } }],
    ports: ports.length === 0 ? undefined : ports.map(containerPort),
    lifecycle: drains(args) ? { preStop: { sleep: { seconds: DRAIN_SECONDS } } } : undefined,
    readinessProbe: args.health && readinessProbe(args.health, ports),
    resources: resources(args.resources),
    securityContext: containerSecurity(args),
    volumeMounts: mounts.length === 0 ? undefined : mounts,
  });
}

/** A pod that is taken away is still sent requests until everybody knows: till then it answers them. */
const DRAIN_SECONDS = defaults.kubernetesDrainSeconds;

function drains({ ports }: Pick<CheckedArgs, "ports">): boolean {
  return (ports ?? []).length > 0;
}

function graceSeconds(args: CheckedArgs): pulumi.Input<number> {
  const given = args.stopGraceSeconds ?? defaults.stopGraceSeconds;
  return drains(args)
    ? mapInput<number, number>(given, (seconds) => seconds + DRAIN_SECONDS)
    : given;
}

function containerPort({
  name,
  port,
  protocol,
  publish,
}: PortSpec): types.input.core.v1.ContainerPort {
  return present({
    name,
    containerPort: port,
    protocol: (protocol ?? defaults.portProtocol).toUpperCase(),
    hostPort: publish?.port,
    hostIP: publish && (publish.address ?? defaults.publishAddress),
  });
}

/** Sorted, so that the order in which a program writes them changes nothing. */
function environment(
  env: CheckedArgs["env"],
): pulumi.Input<types.input.core.v1.EnvVar[]> | undefined {
  return mapInput(env as pulumi.Input<Record<string, pulumi.Input<string>>>, (variables) =>
    Object.entries(variables)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name, value })),
  );
}

function resources(
  wanted: CheckedArgs["resources"],
): types.input.core.v1.ResourceRequirements | undefined {
  if (wanted === undefined) return undefined;
  const quantities = (of: { cpus?: pulumi.Input<number>; memoryMib?: pulumi.Input<number> }) => {
    const known = present({
      cpu: mapInput(of.cpus, (cpus: number) => `${Math.round(cpus * 1000)}m`),
      memory: mapInput(of.memoryMib, (mib: number) => `${mib}Mi`),
    }) as Record<string, pulumi.Input<string>>;
    return Object.keys(known).length === 0 ? undefined : known;
  };
  return present({
    limits: quantities(wanted),
    requests: wanted.reservations && quantities(wanted.reservations),
  });
}

/** Replicas on different nodes and zones where that can be; they start all the same where it can't. */
function spread(
  name: string,
  replicas: number,
): types.input.core.v1.TopologySpreadConstraint[] | undefined {
  if (replicas < 2) return undefined;
  return ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labelsOf(name) },
  }));
}
