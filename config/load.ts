import * as pulumi from "@pulumi/pulumi";
import { describeMistakes, type Mistake } from "../model/mistakes";
import { parseStack, type RawValue } from "./parse";
import type { StackValues } from "./schema";

/** What the program is told by the stack's file, checked; secrets are secret outputs. */
export type StackConfig = Omit<StackValues, "webSecretEnv"> & {
  webSecretEnv: Record<string, pulumi.Output<string>>;
};

/** Where `stackConfigDir` in Pulumi.yaml puts the stack files. */
const STACK_FOLDER = "stacks";

/** Engines that this version can run workloads on. */
const AVAILABLE_ENGINES: readonly string[] = ["docker"];

/**
 * Reads and checks the stack's configuration. Throws one error that lists every mistake with file and path, without a
 * stack trace.
 */
export function loadConfig(): StackConfig {
  const file = `${STACK_FOLDER}/Pulumi.${pulumi.getStack()}.yaml`;
  const project = pulumi.getProject();
  const parsed = parseStack(rawConfig(project));
  const mistakes = "mistakes" in parsed ? parsed.mistakes : engineMistakes(parsed.values.engine);
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

function engineMistakes(engine: StackValues["engine"]): Mistake[] {
  if (AVAILABLE_ENGINES.includes(engine)) return [];
  return [
    {
      path: "engine",
      problem:
        `this version runs workloads on a Docker host only ("docker"); ` +
        `what places them on "${engine}" isn't in it yet, so this stack can't be previewed or deployed`,
    },
  ];
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
