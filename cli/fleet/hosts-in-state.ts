import type { HostTraits } from "../../model/targeting";
import type { ConnectionConfig } from "../../plugins/docker/connection/resolve-endpoint";
import { inOrder } from "./in-order";
import { isEncrypted, nameInUrn, plain, type StackResource } from "./stack-resource";

const PROVIDER = "pulumi:providers:docker";
const DOCKER_HOST = "slipway:hosts:DockerHost";

/** Properties of a provider that say how to get to its engine. */
const CONNECTION = [
  "host",
  "context",
  "certPath",
  "caMaterial",
  "certMaterial",
  "keyMaterial",
] as const satisfies readonly (keyof ConnectionConfig)[];

/** A host of a stack, as its state has it. */
export interface FleetHost {
  readonly name: string;
  readonly traits: HostTraits;
  /** URN of the provider of what is on it. */
  readonly provider: string;
  readonly connection: ConnectionConfig;
  /** The way to it is a secret, which this state was read without. */
  readonly encrypted: boolean;
}

/**
 * The hosts of a stack: its `DockerHost`s, and every other `docker.Provider`, which is then known by its own name and
 * has no traits. In the order of their names, web-2 before web-10. A swarm's provider is another way to one of them.
 */
export function hostsInState(resources: readonly StackResource[]): FleetHost[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const providers = resources.filter(
    ({ type, delete: replaced }) => type === PROVIDER && replaced !== true,
  );
  const hosts = providers.filter(({ inputs }) => inputs?.["swarm"] === undefined);
  return (hosts.length > 0 ? hosts : providers)
    .map((provider) => {
      const parent = byUrn.get(provider.parent ?? "");
      const host = parent?.type === DOCKER_HOST ? parent : undefined;
      const inputs = provider.inputs ?? {};
      const traits = traitsOf(host, nameInUrn((host ?? provider).urn));
      return {
        name: traits.name,
        traits,
        provider: provider.urn,
        connection: connectionOf(inputs),
        encrypted: [...CONNECTION, "sshOpts"].some((name) => isEncrypted(inputs[name])),
      };
    })
    .sort((a, b) => inOrder(a.name, b.name));
}

function traitsOf(host: StackResource | undefined, name: string): HostTraits {
  const { roles, labels, environment, region } = (plain(host?.outputs?.["traits"]) ??
    {}) as Partial<HostTraits>;
  return {
    name,
    roles: roles ?? [],
    labels: labels ?? {},
    ...(environment !== undefined && { environment }),
    ...(region !== undefined && { region }),
  };
}

/** As the SDK sends it to the provider: what isn't a text is JSON. */
function connectionOf(inputs: Readonly<Record<string, unknown>>): ConnectionConfig {
  const given = CONNECTION.flatMap((name): [string, string][] => {
    const value = plain(inputs[name]);
    return typeof value === "string" ? [[name, value]] : [];
  });
  const sshOpts = plain(inputs["sshOpts"]);
  const options = typeof sshOpts === "string" ? (JSON.parse(sshOpts) as unknown) : sshOpts;
  return {
    ...Object.fromEntries(given),
    ...(Array.isArray(options) && { sshOpts: options as string[] }),
  };
}
