import type { StackResource } from "../../../../cli/fleet/stack-resource";

const PREFIX = "urn:pulumi:prod::shop::";
const STACK = `${PREFIX}pulumi:pulumi:Stack::shop-prod`;

/** As the engine writes an encrypted value into a state. */
export const encrypted = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:…",
};

/** The same, read with its secrets. */
export const decrypted = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});

interface HostOptions {
  traits?: Record<string, unknown>;
  inputs?: Record<string, unknown>;
}

/** A `DockerHost` and its provider. */
export function dockerHost(name: string, { traits, inputs }: HostOptions = {}): StackResource[] {
  const urn = `${PREFIX}slipway:hosts:DockerHost::${name}`;
  return [
    {
      urn,
      type: "slipway:hosts:DockerHost",
      parent: STACK,
      outputs: { name, traits: { name, roles: [], labels: {}, ...traits } },
    },
    {
      urn: `${PREFIX}slipway:hosts:DockerHost$pulumi:providers:docker::${name}`,
      type: "pulumi:providers:docker",
      id: `id-of-${name}`,
      parent: urn,
      inputs: { host: `ssh://root@${name}`, ...inputs },
    },
  ];
}

interface ContainerOptions {
  parent?: string;
  outputs?: Record<string, unknown>;
  extra?: Partial<StackResource>;
}

export function container(
  name: string,
  host: string,
  { parent, outputs, extra }: ContainerOptions = {},
): StackResource {
  return {
    urn: `${PREFIX}docker:index/container:Container::${name}`,
    type: "docker:index/container:Container",
    id: `id-of-${name}`,
    parent: parent ?? STACK,
    provider: `${PREFIX}slipway:hosts:DockerHost$pulumi:providers:docker::${host}::id-of-${host}`,
    outputs: { name: `${name}-1234567`, image: "nginx:1", mustRun: true, ...outputs },
    ...extra,
  };
}

/** A service of a swarm, with three containers. */
export function service(name: string, outputs: Record<string, unknown> = {}): StackResource {
  return {
    urn: `${PREFIX}docker:index/service:Service::${name}`,
    type: "docker:index/service:Service",
    id: `id-of-${name}`,
    parent: STACK,
    outputs: {
      name: `${name}-7654321`,
      taskSpec: { containerSpec: { image: "nginx:1" } },
      mode: { replicated: { replicas: 3 } },
      ...outputs,
    },
  };
}

/** Labels that Swarm gives to a container of it. */
export const taskLabels = (name: string, replica: number) => ({
  "com.docker.swarm.service.id": `id-of-${name}`,
  "com.docker.swarm.task.name": `${name}-7654321.${replica}.x1y2`,
});

interface ClusterOptions {
  inputs?: Record<string, unknown>;
  /** Traits of the clusters of the group that it is in. */
  group?: Record<string, unknown>[];
}

/** A `KubernetesCluster` and its provider. */
export function cluster(name: string, { inputs, group }: ClusterOptions = {}): StackResource[] {
  const urn = `${PREFIX}slipway:kubernetes:KubernetesCluster::${name}`;
  const above = `${PREFIX}slipway:kubernetes:ClusterGroup::clusters`;
  return [
    ...(group === undefined
      ? []
      : [{ urn: above, type: "slipway:kubernetes:ClusterGroup", outputs: { traits: group } }]),
    {
      urn,
      type: "slipway:kubernetes:KubernetesCluster",
      parent: group === undefined ? STACK : above,
    },
    {
      urn: `${PREFIX}slipway:kubernetes:KubernetesCluster$pulumi:providers:kubernetes::${name}`,
      type: "pulumi:providers:kubernetes",
      id: `id-of-${name}`,
      parent: urn,
      inputs: { kubeconfig: `/kubeconfigs/${name}`, ...inputs },
    },
  ];
}

/** A Deployment with three pods. */
export function controller(
  name: string,
  cluster: string,
  extra: Partial<StackResource> = {},
): StackResource {
  const metadata = { name, labels: { "slipway.workload": name } };
  const spec = {
    replicas: 3,
    template: { spec: { containers: [{ name: "main", image: "nginx:1" }] } },
  };
  return {
    urn: `${PREFIX}kubernetes:apps/v1:Deployment::${name}`,
    type: "kubernetes:apps/v1:Deployment",
    id: `shop/${name}`,
    parent: STACK,
    provider: `${PREFIX}slipway:kubernetes:KubernetesCluster$pulumi:providers:kubernetes::${cluster}::id-of-${cluster}`,
    inputs: { metadata, spec },
    outputs: { metadata: { ...metadata, namespace: "shop", uid: "uid-1" }, spec },
    ...extra,
  };
}

export const stack: StackResource = { urn: STACK, type: "pulumi:pulumi:Stack" };
