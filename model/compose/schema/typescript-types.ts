import { composeSchema, type SchemaPart } from "./attributes";

/**
 * TypeScript types of a compose file as people write it, short forms included, made of the published schema:
 * `npx tsx docs/tables/compose-file-types.ts` prints compose-file.ts.
 */
export function typescriptTypes(): string {
  const definitions = Object.entries(composeSchema.$defs).map(
    ([name, part]) => `export type ${typeName(name)} = ${typeOf(part)};`,
  );
  return [
    "// Made of the published schema by docs/tables/compose-file-types.ts. A test holds that it is up to date.",
    "",
    "/** A compose file as people write it. `x-…` are extensions. */",
    `export type ComposeFile = ${typeOf(composeSchema)};`,
    "",
    definitions.join("\n\n"),
    "",
  ].join("\n");
}

function typeName(definition: string): string {
  const words = definition.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join("")}Form`;
}

const PLAIN: Readonly<Record<string, string>> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  null: "null",
};

function typeOf(part: SchemaPart): string {
  if (part.$ref !== undefined) return typeName(part.$ref.replace("#/$defs/", ""));
  // A value of a list may be a variable's, too.
  if (part.enum !== undefined) return part.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (part.oneOf !== undefined) return union(part.oneOf.map(typeOf));
  const types = part.type === undefined ? [] : [part.type].flat();
  if (types.length === 0) return "unknown";
  return union(
    types.map((type) => {
      if (type === "object") return objectType(part);
      if (type === "array")
        return part.items === undefined ? "unknown[]" : `(${typeOf(part.items)})[]`;
      return PLAIN[type] ?? "unknown";
    }),
  );
}

function objectType(part: SchemaPart): string {
  const named = Object.entries(part.properties ?? {}).map(
    ([key, value]) =>
      `${JSON.stringify(key)}${part.required?.includes(key) ? "" : "?"}: ${typeOf(value)}`,
  );
  const patterns = Object.entries(part.patternProperties ?? {});
  const free = patterns.filter(([pattern]) => pattern !== "^x-").map(([, value]) => typeOf(value));
  if (typeof part.additionalProperties === "object") free.push(typeOf(part.additionalProperties));
  if (free.length > 0 && named.length === 0) return `{ [name: string]: ${union(free)} }`;
  const extensions = patterns.some(([pattern]) => pattern === "^x-")
    ? ["[extension: `x-${string}`]: unknown"]
    : [];
  const all = [...named, ...extensions];
  return all.length === 0 ? "{ [name: string]: unknown }" : `{ ${all.join("; ")} }`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(" | ");
}
