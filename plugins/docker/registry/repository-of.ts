import { parseDockerImageReference } from "../../../model/docker-image-reference";
import { engineLogin, type OwnLogin } from "../connection/registry-credentials";
import type { DockerContext } from "../context";
import { RegistryClient } from "./registry-client";

/** An image's repository in its registry, and what to ask for there. */
export interface RegistryPlace {
  client: RegistryClient;
  registry: string;
  repository: string;
  /** Digest or tag. */
  reference: string;
}

/** Where an image name leads, with the login that is for it. */
export async function repositoryOf(
  name: string,
  { credentials }: Pick<DockerContext, "credentials">,
  options: {
    authConfig?: OwnLogin | undefined;
    insecureSkipVerify?: boolean | undefined;
    signal?: AbortSignal;
  },
): Promise<RegistryPlace> {
  const parts = parseDockerImageReference(name);
  if (parts === undefined) throw new Error(`"${name}" is not an image name`);
  const { registry, repository, tag, digest } = parts;
  const client = new RegistryClient(repository, {
    registry,
    auth: engineLogin(options.authConfig) ?? (await credentials.forRegistry(registry)),
    insecureSkipVerify: options.insecureSkipVerify,
    plainHttp: credentials.isPlainHttp(registry),
    signal: options.signal,
  });
  return { client, registry, repository, reference: digest ?? tag ?? "latest" };
}
