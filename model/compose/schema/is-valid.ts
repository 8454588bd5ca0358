import { resolved, type SchemaPart } from "./attributes";

/**
 * Whether a value is right by a part of the schema, without a compiler. A unit test holds that it says what Ajv says, and
 * that the schema has no keyword that it doesn't know.
 */
export function isValid(unresolved: SchemaPart, value: unknown): boolean {
  const part = resolved(unresolved);
  if (part.type !== undefined && ![part.type].flat().some((type) => isOfType(value, type)))
    return false;
  if (part.enum !== undefined && !part.enum.includes(value)) return false;
  if (part.oneOf !== undefined && part.oneOf.filter((each) => isValid(each, value)).length !== 1)
    return false;
  if (typeof value === "string")
    return part.pattern === undefined || pattern(part.pattern).test(value);
  if (typeof value === "number")
    return value >= (part.minimum ?? -Infinity) && value <= (part.maximum ?? Infinity);
  if (Array.isArray(value))
    return part.items === undefined || value.every((item) => isValid(part.items!, item));
  return value === null || typeof value !== "object" || isObjectValid(part, value);
}

function isObjectValid(part: SchemaPart, value: object): boolean {
  const patterns = Object.entries(part.patternProperties ?? {});
  const hasAll = part.required?.every((key) => Object.hasOwn(value, key)) ?? true;
  return (
    hasAll &&
    Object.entries(value).every(([key, entry]) => {
      const named =
        part.properties !== undefined && Object.hasOwn(part.properties, key)
          ? [part.properties[key]!]
          : [];
      const free = patterns.filter(([each]) => pattern(each).test(key)).map(([, each]) => each);
      const all = [...named, ...free];
      if (all.length > 0) return all.every((each) => isValid(each, entry));
      const { additionalProperties: rest = true } = part;
      return typeof rest === "boolean" ? rest : isValid(rest, entry);
    })
  );
}

const compiled = new Map<string, RegExp>();

function pattern(text: string): RegExp {
  let regex = compiled.get(text);
  if (regex === undefined) compiled.set(text, (regex = new RegExp(text, "u")));
  return regex;
}

function isOfType(value: unknown, type: string): boolean {
  return type === "integer" ? Number.isInteger(value) : typeOf(value) === type;
}

export function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
