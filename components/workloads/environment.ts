import * as pulumi from "@pulumi/pulumi";
import { isDeferred } from "../inputs";

type Variables = pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
type Entry = readonly [name: string, variable: pulumi.Input<string>];

/**
 * `NAME=value`, sorted by name so that the order in which a program writes them changes nothing. Each of `secretEnv`
 * is a secret by itself, so that previews still show the others.
 */
export function environment(
  env: Variables,
  secretEnv: Variables,
): pulumi.Input<pulumi.Input<string>[]> | undefined {
  if (env === undefined && secretEnv === undefined) return undefined;
  const plain = whenKnown(env, entries);
  const secret = whenKnown(secretEnv, secretEntries);
  if (Array.isArray(plain) && Array.isArray(secret)) return sorted([...plain, ...secret]);
  return pulumi.output([plain, secret]).apply((both) => sorted(both.flat() as Entry[]));
}

function whenKnown(
  variables: Variables,
  read: (variables: Record<string, pulumi.Input<string>>) => Entry[],
): Entry[] | pulumi.Output<Entry[]> {
  if (variables === undefined) return [];
  if (!isDeferred(variables)) return read(variables);
  const entriesLater: pulumi.Output<unknown> = pulumi
    .output(variables)
    .apply((known) => read(known as Record<string, string>));
  return entriesLater as pulumi.Output<Entry[]>;
}

function entries(variables: Record<string, pulumi.Input<string>>): Entry[] {
  return Object.entries(variables).map(([name, value]) => [
    name,
    typeof value === "string" ? `${name}=${value}` : pulumi.interpolate`${name}=${value}`,
  ]);
}

function secretEntries(variables: Record<string, pulumi.Input<string>>): Entry[] {
  return entries(variables).map(([name, variable]) => [name, pulumi.secret(variable)]);
}

function sorted(all: Entry[]): pulumi.Input<string>[] {
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, variable]) => variable);
}
