import type * as pulumi from "@pulumi/pulumi";
import { isDeferred } from "../inputs";
import type { LaterValues } from "./later-values";

/** `T` with Pulumi inputs for its texts. */
export type WithInputs<T> = T extends string
  ? pulumi.Input<T>
  : T extends readonly (infer Item)[]
    ? WithInputs<Item>[]
    : T extends object
      ? { [K in keyof T]: WithInputs<T[K]> }
      : T;

/** A compose file that stands in the program, as text that is read as any other; what comes later is a mark. */
export function inlineText(file: unknown, path: string, later: LaterValues): string {
  return JSON.stringify(marked(file, path, later));
}

function marked(value: unknown, path: string, later: LaterValues): unknown {
  if (isDeferred(value)) return later.mark(path, value as pulumi.Output<string>);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => marked(item, `${path}[${index}]`, later));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, marked(entry, `${path}.${key}`, later)]),
  );
}
