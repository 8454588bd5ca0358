import * as pulumi from "@pulumi/pulumi";
import { describeMistakes } from "../model/mistakes";
import { engineMistakes } from "./engine-mistakes";
import { parseStack, type RawValue } from "./parse";
import type { StackValues } from "./schema";

/** What the program is told by the stack's file, checked; secrets are secret outputs. */
export type StackConfig = Omit<StackValues, "webSecretEnv"> & {
  webSecretEnv: Record<string, pulumi.Output<string>>;
};

/** Where `stackConfigDir` in Pulumi.yaml puts the stack files. */
const STACK_FOLDER = "stacks";

/**
 * Reads and checks the stack's configuration. Throws one error that lists every mistake with file and path, without a
 * stack trace.
 */
export function loadConfig(): StackConfig {
  const file = `${STACK_FOLDER}/Pulumi.${pulumi.getStack()}.yaml`;
  const project = pulumi.getProject();
  const parsed = parseStack(rawConfig(project));
  const mistakes =
    "mistakes" in parsed ? parsed.mistakes : engineMistakes(parsed.values, hasToken());
  if (mistakes.length > 0 || "mistakes" in parsed)
    throw new pulumi.RunError(
      describeMistakes(
        mistakes.map(({ path, problem }) => ({ path: `${file}: ${project}:${path}`, problem })),
      ),
    );
  const { webSecretEnv, ...plain } = parsed.values;
  return {
    ...plain,
    webSecretEnv: Object.fromEntries(
      Object.entries(webSecretEnv).map(([name, value]) => [name, pulumi.secret(value)]),
    ),
  };
}

/** Whether the provider of DigitalOcean will find one; it takes it from here, too. */
function hasToken(): boolean {
  const { DIGITALOCEAN_TOKEN, DIGITALOCEAN_ACCESS_TOKEN } = process.env;
  const set = new pulumi.Config("digitalocean").get("token");
  return [set, DIGITALOCEAN_TOKEN, DIGITALOCEAN_ACCESS_TOKEN].some((token) => token);
}

/** Everything under the project's own namespace; other namespaces belong to Pulumi and its providers. */
function rawConfig(project: string): Record<string, RawValue> {
  const secretKeys = secretConfigKeys();
  const prefix = `${project}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [
        key.slice(prefix.length),
        { text, secret: secretKeys.isConfigSecret(key) },
      ]),
  );
}

/** The SDK exports it but marks it internal, which leaves it out of the types; nothing else tells secret keys. */
function secretConfigKeys(): { isConfigSecret(key: string): boolean } {
  return pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
}
