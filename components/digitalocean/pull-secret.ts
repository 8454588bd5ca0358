import { Secret } from "@pulumi/kubernetes/core/v1";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import type { WorkloadArgs } from "../workloads/workload-args";
import type { Registry } from "./registry";

export interface PullSecretArgs {
  /** Whose login it is. A new login updates it in place. */
  registry: Registry;
  /** The cluster whose pods pull. A change makes it anew there. */
  on: KubernetesCluster;
  /** That of the pods, which have to be in the same. Defaults to the cluster's. Replaces. */
  namespace?: pulumi.Input<string>;
}

type PodTransforms = Required<
  Pick<NonNullable<WorkloadArgs["transforms"]>, "deployment" | "statefulSet" | "job">
>;

/** A registry's login for pods of a namespace: `new Workload("web", { transforms: secret.transforms, … })`. */
export class PullSecret extends pulumi.ComponentResource {
  /** What pods name it by. */
  readonly secretName: pulumi.Output<string>;
  /** For a `Workload`, in the place of its own or joined with them. */
  readonly transforms: PodTransforms;
  private readonly secret: Secret;

  constructor(name: string, args: PullSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:digitalocean:PullSecret", name, {}, opts);
    const { registry, on, namespace } = args;
    this.secret = new Secret(
      name,
      {
        type: "kubernetes.io/dockerconfigjson",
        ...(namespace !== undefined && { metadata: { namespace } }),
        stringData: { ".dockerconfigjson": registry.dockerCredentials },
      },
      { parent: this, provider: on.provider },
    );
    this.secretName = this.secret.metadata.name;
    const named = { name: this.secretName };
    this.transforms = {
      deployment: (child) => pulling(child, named),
      statefulSet: (child) => pulling(child, named),
      job: (child) => pulling(child, named),
    };
    this.registerOutputs({ secretName: this.secretName });
  }

  /** The resources beneath. */
  get nodes(): { secret: Secret } {
    return { secret: this.secret };
  }
}

interface WithPods {
  spec: { template: { spec: types.input.core.v1.PodSpec } };
}

/** A `Workload` makes its children's arguments of plain objects. */
function pulling<Args>(child: Args, secret: { name: pulumi.Output<string> }): Args {
  const { spec } = (child as WithPods).spec.template;
  const others = (spec.imagePullSecrets ?? []) as { name: pulumi.Input<string> }[];
  spec.imagePullSecrets = [...others, secret];
  return child;
}
