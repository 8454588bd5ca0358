import type { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { kubernetesRefusals, isStateful } from "../../../model/engines/kubernetes-refusals";
import type { Mistake } from "../../../model/mistakes";
import { planRollout } from "../../../model/rollout";
import { refuse } from "../../mistakes";
import type { CheckedArgs } from "../check-args";
import type { Engine, Placement } from "../placement";
import { createAutoscaler } from "./autoscaler";
import { checkedImage } from "./checked-image";
import { createController } from "./controller";
import { createDisruptionBudget } from "./disruption-budget";
import { endpointsOf } from "./endpoints";
import { createFiles } from "./files";
import { createNetworkPolicy } from "./network-policy";
import { createSecretEnvironment } from "./secret-environment";
import { createService } from "./service";
import { createServiceAccount } from "./service-account";
import { createSharedVolumes } from "./shared-volumes";
import { note } from "../../note";

/** The cluster that a workload goes to. */
export interface Target {
  provider: Provider;
  /** Of its volumes. Undefined: the cluster's default. */
  storageClass: pulumi.Input<string> | undefined;
  volumeSizeMib: number;
  /** Refuses images that aren't named by digest. */
  requireDigests: boolean;
}

/** What each maker of a child is given. */
export interface Site extends Target {
  workload: pulumi.Resource;
  name: string;
  args: CheckedArgs;
  /** Options that every child has. */
  childOpts(): pulumi.CustomResourceOptions;
}

/** A Deployment, or a StatefulSet where replicas have volumes of their own, with what belongs to it. */
export function onKubernetes(target: Target): Engine {
  return {
    refusals: kubernetesRefusals,
    place(workload, name, args) {
      refuse([...kubernetesRefusals({}, name), ...notHere(args)], workload);
      const image = checkedImage(target, args, workload);
      const childOpts = () => ({ parent: workload, provider: target.provider });
      return place({ ...target, workload, name, args: { ...args, image }, childOpts });
    },
  };
}

/** Arguments that mean something of Docker's own. */
function notHere({ networks, transforms }: CheckedArgs): Mistake[] {
  const problem = (path: string, instead: string) => ({
    path,
    problem: `Kubernetes has no such thing; ${instead}`,
  });
  return [
    ...((networks ?? []).length > 0
      ? [
          problem(
            "networks",
            "all pods of a namespace reach the workload by its name, leave it out",
          ),
        ]
      : []),
    ...(transforms?.container === undefined
      ? []
      : [problem("transforms.container", "use transforms.deployment or transforms.statefulSet")]),
    ...(transforms?.volume === undefined
      ? []
      : [problem("transforms.volume", "use transforms.statefulSet")]),
  ];
}

function place(site: Site): Placement {
  const { workload, args } = site;
  const rollout = planRollout(args);
  if (rollout.order === "stop-first" && pulumi.runtime.isDryRun())
    note("info", `replicas are replaced stop-first: ${rollout.reason}`, workload);
  const controller = createController(site, {
    order: rollout.order,
    stateful: isStateful(args),
    serviceAccount: createServiceAccount(site),
    secretEnv: createSecretEnvironment(site),
    files: createFiles(site),
    claims: createSharedVolumes(site),
  });
  createAutoscaler(site, controller);
  createDisruptionBudget(site);
  createNetworkPolicy(site);
  const service = createService(site, controller);
  return {
    containerNames: pulumi.output<string[]>([]),
    volumeNames: pulumi.output<string[]>([]),
    endpoints: endpointsOf(site, controller, service),
    nodes: {
      containers: [],
      volumes: [],
      kubernetes: { provider: site.provider, controller, service },
    },
    unreachable:
      "a gateway on a Docker host doesn't reach the network of a Kubernetes cluster; put the gateway on the cluster too",
  };
}
