import {
  LimitRange,
  Namespace as KubernetesNamespace,
  ResourceQuota,
} from "@pulumi/kubernetes/core/v1";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { show } from "../../model/mistakes";
import { namespaceMistakes } from "../../model/tenancy";
import { mapInput } from "../inputs";
import { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import { refuse } from "../mistakes";
import { transformed } from "../transform";
import type { NamespaceArgs } from "./namespace-args";

export type { ContainerDefaultsArgs, NamespaceArgs, QuotaArgs } from "./namespace-args";

/**
 * A part of a cluster for one team or one app: what its pods may have and do, and that nobody reaches them who isn't let
 * in. Safe by default: Pod Security level `restricted`, no connections from outside, no exposed services.
 */
export class Namespace extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  /** Its name on the cluster; known once it is there. */
  readonly namespaceName: pulumi.Output<string>;
  /** The cluster that it is on. */
  readonly on: KubernetesCluster;
  private readonly namespace: KubernetesNamespace;
  private within: KubernetesCluster | undefined;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { on, transforms: _, ...recorded } = args;
    super("slipway:tenancy:Namespace", name, recorded, opts);
    this.name = name;
    this.on = on;
    const named = args.name ?? name;
    if (!((on as unknown) instanceof KubernetesCluster))
      refuse([{ path: "on", problem: `expected a KubernetesCluster, got ${show(on)}` }], this);
    refuse(namespaceMistakes(named, args), this);

    this.namespace = this.createNamespace(named, args);
    this.namespaceName = this.namespace.metadata.name;
    this.createQuota(args);
    this.createContainerDefaults(args);
    this.createPolicies(args);
    this.registerOutputs({ name, namespaceName: this.namespaceName });
  }

  /** The cluster with this namespace as the one that things go to: what workloads and manifests are placed `on`. */
  get cluster(): KubernetesCluster {
    this.within ??= new KubernetesCluster(
      `${this.name}-cluster`,
      { ...this.on.connection, namespace: this.namespaceName },
      { parent: this },
    );
    return this.within;
  }

  /** The resources beneath. */
  get nodes(): { namespace: KubernetesNamespace } {
    return { namespace: this.namespace };
  }

  private childOpts(): pulumi.CustomResourceOptions {
    return { parent: this, provider: this.on.provider };
  }

  private createNamespace(named: string, args: NamespaceArgs): KubernetesNamespace {
    const level = args.podSecurity ?? "restricted";
    const labels = {
      ...args.labels,
      "pod-security.kubernetes.io/enforce": level,
      "pod-security.kubernetes.io/warn": level,
    };
    const opts: pulumi.CustomResourceOptions = {
      ...this.childOpts(),
      protect: args.keep ?? true,
    };
    const made = transformed(
      args.transforms?.namespace,
      { metadata: { name: named, labels } },
      opts,
    );
    return new KubernetesNamespace(this.name, made, opts);
  }

  private get metadata() {
    return { namespace: this.namespaceName };
  }

  private createQuota({ quota = {} }: NamespaceArgs): void {
    const { cpus, memoryMib, pods, storageMib } = quota;
    const exposed = mapInput(quota.exposedServices ?? 0, String);
    const hard = {
      ...(cpus !== undefined && { "limits.cpu": cpuText(cpus) }),
      ...(memoryMib !== undefined && { "limits.memory": mebibytes(memoryMib) }),
      ...(pods !== undefined && { pods: mapInput(pods, String) }),
      ...(storageMib !== undefined && { "requests.storage": mebibytes(storageMib) }),
      "services.loadbalancers": exposed,
      "services.nodeports": exposed,
    };
    new ResourceQuota(
      `${this.name}-quota`,
      { metadata: { ...this.metadata, name: "quota" }, spec: { hard } },
      this.childOpts(),
    );
  }

  private createContainerDefaults({ containerDefaults = {} }: NamespaceArgs): void {
    const limits = {
      cpu: cpuText(containerDefaults.cpus ?? DEFAULT_CPUS),
      memory: mebibytes(containerDefaults.memoryMib ?? DEFAULT_MEMORY_MIB),
    };
    // Without requests of its own a container asks for its limits; a tenth of the CPU lets more of them fit.
    const cpu = mapInput(
      containerDefaults.cpus ?? DEFAULT_CPUS,
      (cpus) => `${Math.max(1, Math.round(cpus * 100))}m`,
    );
    const item = {
      type: "Container",
      default: limits,
      defaultRequest: { cpu, memory: limits.memory },
    };
    new LimitRange(
      `${this.name}-limits`,
      { metadata: { ...this.metadata, name: "limits" }, spec: { limits: [item] } },
      this.childOpts(),
    );
  }

  private createPolicies({ egress }: NamespaceArgs): void {
    const closed = egress === "closed";
    new NetworkPolicy(
      `${this.name}-default-deny`,
      {
        metadata: { ...this.metadata, name: "default-deny" },
        spec: { podSelector: {}, policyTypes: ["Ingress", ...(closed ? ["Egress"] : [])] },
      },
      this.childOpts(),
    );
    if (!closed) return;
    const dns = {
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
          podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
      ],
      ports: ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 })),
    };
    new NetworkPolicy(
      `${this.name}-allowed-egress`,
      {
        metadata: { ...this.metadata, name: "allowed-egress" },
        spec: {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [{ to: [{ podSelector: {} }] }, dns],
        },
      },
      this.childOpts(),
    );
  }
}

const DEFAULT_CPUS = 0.5;
const DEFAULT_MEMORY_MIB = 256;

/** As the API server itself writes it, so that nothing seems to differ: whole CPUs without a unit. */
function cpuText(cpus: pulumi.Input<number>): pulumi.Input<string> {
  return mapInput(cpus, (known) =>
    Number.isInteger(known) ? `${known}` : `${Math.round(known * 1000)}m`,
  );
}

/** Whole GiB in GiB, as the API server itself writes them. */
function mebibytes(mib: pulumi.Input<number>): pulumi.Input<string> {
  return mapInput(mib, (known) =>
    known % 1024 === 0 && known > 0 ? `${known / 1024}Gi` : `${known}Mi`,
  );
}
