import { changesBetween } from "../../../plugins/docker/diff/treatment";
import type { Props } from "../../../plugins/runtime/resource";
import { Secret } from "../../../plugins/runtime/secret";
import type { Kind } from "./kinds";
import { coveredBy, topOf } from "./paths";

/** What the table says of a change of inputs. */
export interface ExpectedChange {
  /** Paths of the properties that were touched and that show. */
  properties: string[];
  /** Properties of the resource that replace it, each with its cause. */
  causes: { property: string; cause: string }[];
}

/**
 * @param touched paths of the properties that differ; others must not show.
 * @param before inputs as Check gives them; `after` too.
 */
export function expectedChange(
  { table }: Kind,
  touched: readonly string[],
  before: Props,
  after: Props,
): ExpectedChange {
  const own = Object.fromEntries(
    [...new Set(touched.map(topOf))].map((property) => [property, table[property]!]),
  );
  const changes = changesBetween(own, plain(before) as Props, plain(after) as Props);
  const properties = [...new Set(changes.map(({ path }) => coveredBy(touched, path)))];
  const causes = new Map(
    changes.flatMap(({ path, cause }) =>
      cause === undefined ? [] : [[topOf(path.replace(/\[.*/, "")), cause] as const],
    ),
  );
  return { properties, causes: [...causes].map(([property, cause]) => ({ property, cause })) };
}

/** As a resource sees it, without the marks of secrets. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return plain(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
