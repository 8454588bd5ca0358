import * as pulumi from "@pulumi/pulumi";
import { describeComposeMistakes } from "../../../model/compose/findings";
import { checkKubernetes } from "../../../model/compose/kubernetes/check-kubernetes";
import { onEngine } from "../../../model/compose/on-engine";
import { dropUnused } from "../../../model/compose/profiles";
import { jobsOf, serviceOrder } from "../../../model/compose/service-order";
import { unknownJobs } from "../../../model/compose/unknown-jobs";
import type { KubernetesCluster } from "../../kubernetes/kubernetes-cluster";
import { refuse } from "../../mistakes";
import { note } from "../../note";
import { Workload } from "../../workloads/workload";
import type { ComposeAppArgs } from "../compose-app-args";
import type { ComposeNodes } from "../compose-nodes";
import { refuseFiles, type ReadCompose } from "../read-project";
import { AppInNamespace } from "./app-in-namespace";
import { createClaims } from "./claims";
import { binaryFiles } from "./service-files";
import { workloadArgs, type AppOnKubernetes } from "./workload-args";

/**
 * Makes an app's children on a Kubernetes cluster: a `Workload` for each service, under the service's own name, which leads
 * to it there. Throws first what a cluster can't do, all at once.
 */
export function placeOnKubernetes(
  app: pulumi.Resource,
  name: string,
  args: ComposeAppArgs,
  cluster: KubernetesCluster,
  read: ReadCompose,
): ComposeNodes {
  refuse(unknownJobs(args.jobs, Object.keys(read.project.services)), app);
  const { refused, noEffect } = onEngine(read, "kubernetes");
  refuseFiles(
    [...refused, ...checkKubernetes(read, args.jobs ?? []), ...binaryFiles(read)],
    read.later,
    app,
  );
  if (pulumi.runtime.isDryRun())
    for (const each of noEffect) note("info", describeComposeMistakes([each]), app);

  const project = structuredClone(read.project);
  dropUnused(project);
  const parent = new AppInNamespace(name, app);
  const on: AppOnKubernetes = {
    parent,
    name,
    project,
    cluster,
    later: read.later,
    args,
    jobs: new Set([...jobsOf(project), ...(args.jobs ?? [])]),
    claims: {},
  };
  const claims = createClaims(on);
  const workloads: Record<string, Workload> = {};
  for (const service of serviceOrder(project)) {
    // A workload is there when it is ready, or has ended well: this is every condition there is.
    const dependsOn = Object.keys(project.services[service]!.depends_on ?? {}).flatMap(
      (other) => workloads[other] ?? [],
    );
    workloads[service] = new Workload(service, workloadArgs(on, service), { parent, dependsOn });
  }
  return {
    ...{ containers: {}, services: {}, networks: [], volumes: [], images: [] },
    ...{ secrets: [], configs: [] },
    workloads,
    claims,
  };
}
