import type { z } from "zod";
import { joinPath, show, type Mistake } from "../model/mistakes";
import { unknownKey } from "../model/shape";
import { SECRET_KEYS, stackSchema, type StackValues } from "./schema";

/** One key of the stack file as Pulumi hands it over: text, which is JSON where the file has structure. */
export interface RawValue {
  text: string;
  secret: boolean;
}

export type Parsed = { values: StackValues } | { mistakes: Mistake[] };

/** Checks everything the stack file says, all at once. Paths begin at the key, without the namespace. */
export function parseStack(raw: Readonly<Record<string, RawValue>>): Parsed {
  const mistakes = secrecyMistakes(raw);
  const input = Object.fromEntries(
    Object.entries(raw).map(([key, { text }]) => [key, decode(text)]),
  );
  const result = stackSchema.safeParse(input);
  if (!result.success)
    mistakes.push(...result.error.issues.flatMap((issue) => describe(issue, input, raw)));
  if (mistakes.length > 0) return { mistakes: mistakes.sort(byPath) };
  return { values: result.data! };
}

/** Pulumi passes on every value as text: numbers, truths and structures of the file as JSON. */
function decode(text: string): unknown {
  if (!/^\s*(?:[[{]|-?\d|true\s*$|false\s*$)/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function secrecyMistakes(raw: Readonly<Record<string, RawValue>>): Mistake[] {
  return Object.entries(raw).flatMap(([key, { secret }]) => {
    if (!Object.hasOwn(stackSchema.shape, key) || secret === SECRET_KEYS.has(key)) return [];
    const problem = secret
      ? "can't be a secret, because it decides what is created; set it with --plaintext"
      : `holds secrets in plain text; set each with: pulumi config set --secret --path slipway:${key}.NAME`;
    return [{ path: key, problem }];
  });
}

function describe(
  issue: z.core.$ZodIssue,
  input: unknown,
  raw: Readonly<Record<string, RawValue>>,
): Mistake[] {
  const path = issue.path.reduce<string>((at, key) => joinPath(at, key as string | number), "");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: joinPath(path, key),
      problem: unknownKey(knownKeys(issue.path), key),
    }));
  if (issue.code === "invalid_key")
    return [{ path, problem: issue.issues[0]?.message ?? issue.message }];
  const secret = raw[String(issue.path[0])]?.secret === true;
  const found = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  return [
    { path, problem: `${issue.message}, got ${secret ? "another kind of secret" : show(found)}` },
  ];
}

/** The keys that the schema knows at that path. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = stackSchema;
  for (const key of path) {
    schema = unwrapped((unwrapped(schema) as { shape: Record<PropertyKey, unknown> }).shape[key]);
  }
  return Object.keys((unwrapped(schema) as { shape: object }).shape);
}

/** Beneath `.default()`, `.optional()` and `.prefault()`. */
function unwrapped(schema: unknown): unknown {
  let inner = schema;
  while (typeof (inner as { unwrap?: unknown }).unwrap === "function")
    inner = (inner as { unwrap(): unknown }).unwrap();
  return inner;
}

function byPath(a: Mistake, b: Mistake): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
