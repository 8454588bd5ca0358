import type * as pulumi from "@pulumi/pulumi";
import { tmpfsOf, workloadOf } from "../../../model/compose/kubernetes/workload-of";
import type { ComposeProject, ComposeService } from "../../../model/compose/project";
import type { KubernetesCluster } from "../../kubernetes/kubernetes-cluster";
import { present } from "../../workloads/present";
import type { VolumeArgs, WorkloadArgs } from "../../workloads/workload-args";
import type { ComposeAppArgs } from "../compose-app-args";
import type { LaterValues } from "../later-values";
import { isShared } from "./claims";
import { serviceFiles } from "./service-files";

/** An app that is being placed on a cluster: what it is made from, and what is made of it so far. */
export interface AppOnKubernetes {
  readonly parent: pulumi.Resource;
  /** The component's name. */
  readonly name: string;
  readonly project: ComposeProject;
  readonly cluster: KubernetesCluster;
  readonly later: LaterValues;
  readonly args: ComposeAppArgs;
  /** Services that end by themselves. */
  readonly jobs: ReadonlySet<string>;
  /** Names of claims, by the file's names of volumes. */
  readonly claims: Record<string, pulumi.Input<string>>;
}

/** A service as a workload. */
export function workloadArgs(on: AppOnKubernetes, name: string): WorkloadArgs {
  const service = on.project.services[name]!;
  const files = serviceFiles(on, name);
  const volumes = volumesOf(on, service);
  const made = present<WorkloadArgs>({
    on: on.cluster,
    ...on.later.fill(workloadOf(service, on.jobs.has(name))),
    ...environmentOf(on, service),
    files: files.length === 0 ? undefined : files,
    volumes: volumes.length === 0 ? undefined : volumes,
  });
  return on.args.transforms?.workloads?.[name]?.(made) ?? made;
}

function volumesOf(on: AppOnKubernetes, service: ComposeService): VolumeArgs[] {
  const claimed = (service.volumes ?? [])
    .filter(({ type }) => type === "volume")
    .map(({ source, target, read_only }): VolumeArgs => ({
      path: target!,
      existing: on.claims[source!]!,
      readOnly: read_only ?? false,
      access: isShared(on, source!) ? "shared" : "exclusive",
    }));
  return [...claimed, ...tmpfsOf(service)];
}

/** What comes later may be a secret, so that all of it goes into one. */
function environmentOf(
  { later }: AppOnKubernetes,
  { environment = {} }: ComposeService,
): Pick<WorkloadArgs, "env" | "secretEnv"> {
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  const of = (isLater: boolean) => {
    const some = given.filter(([, value]) => later.isIn(value) === isLater);
    return some.length === 0 ? undefined : later.fill(Object.fromEntries(some));
  };
  return present({ env: of(false), secretEnv: of(true) });
}
