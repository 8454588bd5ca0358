import * as pulumi from "@pulumi/pulumi";
import { LaterValue } from "../../model/manifests/later-value";
import { joinPath } from "../../model/mistakes";
import type { LaterValues } from "../compose/later-values";
import { isDeferred } from "../inputs";

/** Values for templates, in which each that isn't known now, or is secret, can only be put in. */
export function templateValues(
  values: Readonly<Record<string, unknown>>,
  later: LaterValues,
): Record<string, unknown> {
  return mapped(values, "", (name, value) => {
    const text = pulumi.output(value as pulumi.Input<string>).apply(String);
    return new LaterValue(name, later.markLater(name, value), later.markLater(name, text));
  }) as Record<string, unknown>;
}

/** Objects as plain data, with marks for what isn't known now, or is secret. */
export function plainObjects(objects: readonly unknown[], later: LaterValues): unknown[] {
  return mapped(objects, "objects", (name, value) => later.markLater(name, value)) as unknown[];
}

/** A copy with `change` made of each value that comes later; what is undefined is left out of objects. */
function mapped(
  value: unknown,
  path: string,
  change: (path: string, value: pulumi.Input<unknown>) => unknown,
): unknown {
  if (isDeferred(value)) return change(path, value);
  if (Array.isArray(value))
    return value.map((item, index) => mapped(item, joinPath(path, index), change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, mapped(entry, joinPath(path, key), change)]),
  );
}
