import * as pulumi from "@pulumi/pulumi";

/** One resource as the engine would be asked for it. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  provider: string | undefined;
}

/** What the program registered so far, but components' own entries. */
export const registered: Registered[] = [];

/** Sets mocks up; `preview` runs the program as a dry run; `answers` are those of functions. Call before making resources. */
export async function mockEngine(
  options: { preview?: boolean; answers?: Record<string, object> } = {},
): Promise<void> {
  registered.length = 0;
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        registered.push({
          type: args.type,
          name: args.name,
          inputs: args.inputs as Record<string, unknown>,
          provider: args.provider,
        });
        return {
          id: `${args.name}-id`,
          state: {
            ...(args.inputs as object),
            name: (args.inputs as { name?: string }).name ?? `${args.name}-0123456`,
            ...(args.type.startsWith("kubernetes:") ? kubernetesState(args) : {}),
            ...MADE[args.type],
            ...(args.type === "docker:index/image:Image" ? { repoDigest: "sha256:built" } : {}),
            ...(args.type === "docker:index/remoteImage:RemoteImage"
              ? { repoDigest: "pulled@sha256:1" }
              : {}),
          },
        };
      },
      call: ({ token, inputs }) =>
        options.answers?.[token] ??
        (token === "digitalocean:index/getKubernetesVersions:getKubernetesVersions"
          ? { validVersions: ["1.33.0-do.1", "1.33.0-do.0", "1.32.9-do.3", "1.32.10-do.0"] }
          : token.startsWith("digitalocean:")
            ? CATALOGUE
            : (inputs as Record<string, unknown>)),
    },
    "slipway",
    "test",
    options.preview ?? false,
  );
}

/** What is only known of a resource when it is there. */
const MADE: Record<string, object> = {
  "slipway:hosts:SshHostKey": { privateKey: "private", publicKey: "ssh-ed25519 AAAA" },
  "digitalocean:index/containerRegistryDockerCredentials:ContainerRegistryDockerCredentials": {
    dockerCredentials: JSON.stringify({
      auths: { "registry.digitalocean.com": { auth: Buffer.from("ann:a:b").toString("base64") } },
    }),
  },
  "digitalocean:index/kubernetesCluster:KubernetesCluster": {
    kubeConfigs: [{ rawConfig: "apiVersion: v1\n" }],
  },
  "digitalocean:index/sshKey:SshKey": { fingerprint: "f1:99" },
  "digitalocean:index/droplet:Droplet": { ipv4Address: "203.0.113.9" },
};

/** What DigitalOcean has to offer. */
const CATALOGUE = {
  regions: ["nyc3", "ams3"].map((slug) => ({ slug, available: true, sizes: [] })),
  sizes: [
    { slug: "s-1vcpu-1gb", available: true, priceMonthly: 6, regions: ["nyc3", "ams3"] },
    { slug: "s-2vcpu-4gb", available: true, priceMonthly: 24, regions: ["nyc3", "ams3"] },
  ],
};

/** Objects of Kubernetes have their name in `metadata`, made up where the program gave none. */
function kubernetesState({ name, inputs }: { name: string; inputs: unknown }): object {
  const { metadata } = inputs as { metadata?: object };
  return { metadata: { name: `${name}-0123456`, namespace: "default", ...metadata } };
}

/** The value of an output, once it is known. */
export async function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
      return value;
    });
  });
}

/** Waits until everything the program started is registered. Call in `afterEach`, and before looking. */
export async function settled(): Promise<void> {
  await pulumi.runtime.disconnect(false);
}

/** What was registered of a type, by name: the order in which requests arrive is nobody's promise. */
export function ofType(type: string): Registered[] {
  return registered
    .filter((resource) => resource.type === type)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
