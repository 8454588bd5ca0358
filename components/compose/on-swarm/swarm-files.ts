import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ComposeConfig, ComposeSecret } from "../../../model/compose/project";
import { withoutStacks } from "../../quiet-stacks";
import { stackLabels, swarmChild, type AppOnSwarm, type SwarmFile } from "./app-on-swarm";

/** Letters of a hash in a name: 48 bits, plenty to tell one name's contents apart. */
const HASH_LENGTH = 12;

/**
 * Makes the secrets and configs that services use. Another content is another name: services move over to it by their own
 * update, and the old one goes when they have converged.
 */
export function createFiles(on: AppOnSwarm): {
  secrets: docker.Secret[];
  configs: docker.ServiceConfig[];
} {
  const made = { secrets: [] as docker.Secret[], configs: [] as docker.ServiceConfig[] };
  for (const [key, secret] of Object.entries(on.project.secrets)) {
    const own = secret.external === true ? undefined : createSecret(on, key, secret);
    if (own !== undefined) made.secrets.push(own);
    on.files.secrets[key] = own === undefined ? byName(on, secret) : { id: own.id, name: own.name };
  }
  for (const [key, config] of Object.entries(on.project.configs)) {
    const own = config.external === true ? undefined : createConfig(on, key, config);
    if (own !== undefined) made.configs.push(own);
    on.files.configs[key] = own === undefined ? byName(on, config) : { id: own.id, name: own.name };
  }
  return made;
}

/** A swarm answers to a name where it is asked for an id, which the plugin does. */
function byName({ later }: AppOnSwarm, { name }: ComposeSecret): SwarmFile {
  return { id: later.fill<pulumi.Input<string>>(name!) };
}

/** Its name ends in random letters: a hash would let whoever may list secrets try guesses. */
function createSecret(on: AppOnSwarm, key: string, secret: ComposeSecret): docker.Secret {
  const args: docker.SecretArgs = {
    data: pulumi.secret(contentOf(on, secret)),
    labels: stackLabels(on.project.name, secret.labels),
  };
  return withoutStacks(() => new docker.Secret(`${on.name}-${key}`, args, swarmChild(on)));
}

function createConfig(on: AppOnSwarm, key: string, config: ComposeConfig): docker.ServiceConfig {
  const data = contentOf(on, config);
  const args: docker.ServiceConfigArgs = {
    name: pulumi.output(data).apply((content) => {
      const hash = createHash("sha256").update(content).digest("hex").slice(0, HASH_LENGTH);
      return `${config.name}-${hash}`;
    }),
    data,
    labels: stackLabels(on.project.name, config.labels),
  };
  return withoutStacks(() => new docker.ServiceConfig(`${on.name}-${key}`, args, swarmChild(on)));
}

/** In base64, as the engine wants it. */
function contentOf(
  { later }: AppOnSwarm,
  { file, content = "" }: ComposeConfig,
): pulumi.Input<string> {
  if (file !== undefined) return readFileSync(file).toString("base64");
  return pulumi
    .output(later.fill<pulumi.Input<string>>(content))
    .apply((text) => Buffer.from(text).toString("base64"));
}
