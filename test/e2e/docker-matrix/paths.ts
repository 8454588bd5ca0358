import {
  type Comparison,
  type Structure,
  uncompared,
} from "../../../plugins/docker/diff/comparison";
import type { Treatment } from "../../../plugins/docker/diff/treatment";
import type { Props } from "../../../plugins/runtime/resource";

/** `taskSpec` of `taskSpec.containerSpec.env`. */
export function topOf(path: string): string {
  return path.split(".", 1)[0]!;
}

export function valueAt(inputs: Props, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value as Props | undefined)?.[name], inputs);
}

/** A copy with another value at a path; with `undefined` nothing is there. */
export function withValue(inputs: Props, path: string, value: unknown): Props {
  const [name = "", ...rest] = path.split(".");
  if (rest.length > 0)
    value = withValue((inputs[name] as Props | undefined) ?? {}, rest.join("."), value);
  const { [name]: _, ...others } = inputs;
  return value === undefined ? others : { ...others, [name]: value };
}

/** The one of `paths` that something found at `path` belongs to; itself where it belongs to none. */
export function coveredBy(paths: readonly string[], path: string): string {
  return (
    paths.find(
      (each) => path === each || (/^[.[]/.test(path.slice(each.length)) && path.startsWith(each)),
    ) ?? path
  );
}

/** What the table says of a property, or of one within it. */
export function treatmentAt(table: Readonly<Record<string, Treatment>>, path: string): Treatment {
  const [name = "", ...rest] = path.split(".");
  const treatment = table[name];
  if (treatment === undefined) throw new Error(`the table has no ${name}`);
  const compare = rest.reduce<Comparison>(
    (found, member) => (found as Partial<Structure>).members?.[member] ?? noMember(path),
    treatment.compare,
  );
  return compare === uncompared ? { compare, change: "ignore" } : { ...treatment, compare };
}

function noMember(path: string): never {
  throw new Error(`the table has no ${path}`);
}
