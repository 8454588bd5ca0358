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

export const stack: StackResource = { urn: STACK, type: "pulumi:pulumi:Stack" };
