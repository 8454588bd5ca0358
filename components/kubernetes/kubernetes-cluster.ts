import { Provider, type ProviderArgs } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterFacts } from "../../model/cluster-facts";
import type { Mistake } from "../../model/mistakes";
import {
  ClusterReadiness,
  type ClusterReadinessArgs,
} from "../../plugins/slipway/sdk/cluster-readiness";
import type { BringsGateways } from "../gateway/gateway";
import type { ClusterGatewayMaker } from "../gateway/on-kubernetes/cluster-gateway";
import { gatewayMaker } from "../gateway/on-kubernetes/gateway-maker";
import { isDeferred } from "../inputs";
import { refuse } from "../mistakes";
import { withoutStacks } from "../quiet-stacks";
import { transformed, type Transform } from "../transform";
import { claimMaker, type ClaimMaker } from "../workloads/on-kubernetes/claim-maker";
import { onKubernetes } from "../workloads/on-kubernetes/on-kubernetes";
import type { BringsEngine, Engine } from "../workloads/placement";

/** Arguments of {@link KubernetesCluster}. */
export interface KubernetesClusterArgs {
  /**
   * Kubeconfig: its text, as a cloud's component gives it, or a file's path. Always a secret. Defaults to `KUBECONFIG`,
   * then to `~/.kube/config`. A change to another cluster moves everything there.
   */
  kubeconfig?: pulumi.Input<string>;
  /** Context of the kubeconfig. Defaults to its current one. A change moves everything there. */
  context?: pulumi.Input<string>;
  /** Namespace that workloads go to; it has to be there. Defaults to the context's, then to `default`. A change moves them. */
  namespace?: pulumi.Input<string>;
  /**
   * Waits until the cluster is ready and new enough, before anything is made there; gives `facts`. True for the
   * defaults. Defaults to false: the first thing that is made finds out. Updates in place.
   */
  ready?: boolean | Pick<ClusterReadinessArgs, "deadlineSeconds" | "readyNodes" | "minVersion">;
  /**
   * Refuses workloads whose image isn't named by its digest (`repository@sha256:…`), as is fit for production: a tag may
   * mean another image on each node. Defaults to false.
   */
  requireDigests?: boolean;
  /** What a workload's volumes are claimed with. A change replaces shared volumes, and is refused for exclusive ones. */
  volumes?: {
    /** Storage class. Defaults to the cluster's default. */
    storageClass?: pulumi.Input<string>;
    /** Size of each in MiB, 1 or more. Defaults to 1024. */
    sizeMib?: number;
  };
  /** The last word on the provider. */
  transforms?: { provider?: Transform<ProviderArgs> };
}

/** How the cluster is reached: what a kubeconfig says. */
export interface ClusterConnection {
  kubeconfig?: pulumi.Output<string>;
  context?: pulumi.Input<string>;
}

/** A Kubernetes cluster, for `Workload` to be placed `on`. Its objects are the official `kubernetes` plugin's. */
export class KubernetesCluster
  extends pulumi.ComponentResource
  implements BringsEngine, BringsGateways
{
  /** The name it was given in the program. */
  readonly name: string;
  /** For other resources of @pulumi/kubernetes on this cluster: `{ provider: cluster.provider }`. */
  readonly provider: Provider;
  /** How it is reached. */
  readonly connection: ClusterConnection;
  /** What it is, where `ready` is given: version and nodes. Read again by a refresh. */
  readonly facts: pulumi.Output<ClusterFacts> | undefined;
  /** How `Workload` is placed on it. */
  readonly engine: Engine;
  /** How a `Gateway` is made on it. */
  readonly gateways: ClusterGatewayMaker;
  /** How volumes of a `ComposeApp` are made on it. */
  readonly claims: ClaimMaker;
  private readonly readiness: ClusterReadiness | undefined;

  constructor(
    name: string,
    args: KubernetesClusterArgs = {},
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("slipway:kubernetes:KubernetesCluster", name, recorded(args), opts);
    this.name = name;
    refuse(mistakesIn(args), this);
    const { kubeconfig, context, namespace, volumes } = args;
    this.connection = {
      ...(kubeconfig !== undefined && { kubeconfig: pulumi.secret(kubeconfig) }),
      ...(context !== undefined && { context }),
    };
    this.readiness = this.gate(args);
    this.facts = this.readiness?.facts;
    // What is on the cluster waits for its provider, and so for the gate.
    const childOpts: pulumi.CustomResourceOptions = {
      parent: this,
      ...(this.readiness !== undefined && { dependsOn: this.readiness }),
    };
    const childArgs = transformed<ProviderArgs>(
      args.transforms?.provider,
      {
        ...this.connection,
        ...(namespace !== undefined && { namespace }),
        // Conflicts with other managers are then told, and previews come from the server.
        enableServerSideApply: true,
        // Those that aren't immutable change in place, as they do by kubectl; else they would be gone for a moment.
        enableConfigMapMutable: true,
        enableSecretMutable: true,
      },
      childOpts,
    );
    this.provider = withoutStacks(() => new Provider(name, childArgs, childOpts));
    const { provider, connection } = this;
    this.gateways = gatewayMaker({ provider, connection });
    const target = {
      provider,
      storageClass: volumes?.storageClass,
      requireDigests: args.requireDigests ?? false,
      volumeSizeMib: volumes?.sizeMib ?? DEFAULT_VOLUME_MIB,
    };
    this.engine = onKubernetes(target);
    this.claims = claimMaker(target);
    this.registerOutputs({
      name: this.name,
      ...(this.facts !== undefined && { facts: this.facts }),
    });
  }

  private gate({ ready, kubeconfig, context }: KubernetesClusterArgs) {
    if (ready === undefined || ready === false) return undefined;
    const args: ClusterReadinessArgs = {
      ...(kubeconfig !== undefined && { kubeconfig: pulumi.secret(kubeconfig) }),
      ...(context !== undefined && { context }),
      ...(ready === true ? {} : ready),
    };
    return withoutStacks(() => new ClusterReadiness(`${this.name}-ready`, args, { parent: this }));
  }

  /** The resources beneath. */
  get nodes(): { provider: Provider; readiness: ClusterReadiness | undefined } {
    return { provider: this.provider, readiness: this.readiness };
  }
}

const DEFAULT_VOLUME_MIB = 1024;

function recorded({ transforms: _, kubeconfig, ...args }: KubernetesClusterArgs): pulumi.Inputs {
  return { ...args, ...(kubeconfig !== undefined && { kubeconfig: pulumi.secret(kubeconfig) }) };
}

function mistakesIn({ kubeconfig, namespace, volumes }: KubernetesClusterArgs): Mistake[] {
  const mistakes: Mistake[] = [];
  if (kubeconfig === "")
    mistakes.push({
      path: "kubeconfig",
      problem: "expected a kubeconfig's text or path, got an empty text",
    });
  if (typeof namespace === "string" && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace))
    mistakes.push({
      path: "namespace",
      problem: `expected lower-case letters, digits and dashes, got ${JSON.stringify(namespace)}`,
    });
  const size: unknown = volumes?.sizeMib;
  if (isDeferred(size))
    mistakes.push({ path: "volumes.sizeMib", problem: "expected a plain number, got an output" });
  else if (size !== undefined && !(Number.isInteger(size) && (size as number) >= 1))
    mistakes.push({
      path: "volumes.sizeMib",
      problem: `expected a whole number of 1 or more, got ${JSON.stringify(size)}`,
    });
  return mistakes;
}
