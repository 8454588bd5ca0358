import { isLaterText } from "../later-text";
import { show } from "../mistakes";
import { didYouMean } from "../nearest";
import type { OpenApiDocument, Schema } from "./openapi";

/** What is wrong with a field of an object. */
export interface FieldMistake {
  keys: (string | number)[];
  problem: string;
}

export interface ObjectCheck {
  document: OpenApiDocument;
  schema: Schema;
  /** Values may be secret, so no message shows one. */
  discreet: boolean;
  /** The API server refuses what its schema says is required; of Kubernetes' own kinds it sets some of that itself. */
  custom: boolean;
}

type Keys = (string | number)[];

/** All that an object says and its kind doesn't know, or knows as another type. Texts of later values pass anywhere. */
export function checkObject(object: unknown, check: ObjectCheck): FieldMistake[] {
  return new Checking(check).found(object);
}

class Checking {
  private readonly mistakes: FieldMistake[] = [];

  constructor(private readonly check: ObjectCheck) {}

  found(object: unknown): FieldMistake[] {
    this.value(object, this.check.schema, []);
    return this.mistakes;
  }

  private value(value: unknown, unresolved: Schema, keys: Keys): void {
    // To Kubernetes null says nothing; what is needed is missed by the object around it.
    if (value === null || value === undefined || isLaterText(value)) return;
    const schema = this.resolved(unresolved);
    const types = typesOf(schema);
    if (types.length === 0) return;
    const type = typeOf(value);
    if (!types.some((wanted) => fits(type, value, wanted))) {
      this.mistake(keys, `expected ${types.map(spoken).join(" or ")}, ${this.got(value, types)}`);
      return;
    }
    if (schema.enum !== undefined && !schema.enum.includes(value)) this.choice(value, schema, keys);
    if (Array.isArray(value) && schema.items !== undefined) {
      const { items } = schema;
      value.forEach((item: unknown, index) => {
        if (item === null) this.mistake([...keys, index], "expected a value, got nothing");
        this.value(item, items, [...keys, index]);
      });
    }
    if (type === "object") this.fields(value as Record<string, unknown>, schema, keys);
  }

  private fields(object: Record<string, unknown>, schema: Schema, keys: Keys): void {
    const { properties = {}, additionalProperties: others } = schema;
    // An object of which nothing is said may hold anything.
    const anything =
      others === true ||
      schema["x-kubernetes-preserve-unknown-fields"] === true ||
      (others === undefined && schema.properties === undefined);
    for (const [key, value] of Object.entries(object)) {
      const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (own !== undefined) this.value(value, own, [...keys, key]);
      else if (typeof others === "object") this.value(value, others, [...keys, key]);
      else if (!anything && !this.ofEmbedded(key, schema))
        this.mistake(
          [...keys, key],
          `isn't known${didYouMean(key, Object.keys(properties)) || `; there are ${named(Object.keys(properties))}`}`,
        );
    }
    for (const key of schema.required ?? []) {
      if (object[key] !== undefined && object[key] !== null) continue;
      if (this.isNeeded(properties[key])) this.mistake([...keys, key], "is missing");
    }
  }

  /** Of Kubernetes' own kinds an object that is left out counts as an empty one. */
  private isNeeded(property: Schema | undefined): boolean {
    if (this.check.custom || property === undefined) return true;
    return !typesOf(this.resolved(property)).includes("object");
  }

  private ofEmbedded(key: string, schema: Schema): boolean {
    const embedded = schema["x-kubernetes-embedded-resource"] === true;
    return embedded && ["apiVersion", "kind", "metadata"].includes(key);
  }

  private choice(value: unknown, schema: Schema, keys: Keys): void {
    const choices = (schema.enum ?? []).map(String);
    const near = typeof value === "string" ? didYouMean(value, choices) : "";
    this.mistake(keys, `expected one of ${choices.join(", ")}, got ${this.shown(value)}${near}`);
  }

  private got(value: unknown, types: readonly string[]): string {
    const scalar = typeof value === "number" || typeof value === "boolean";
    const quotes = scalar && types.includes("string") ? "; put it in quotes" : "";
    return `got ${this.shown(value)}${quotes}`;
  }

  private shown(value: unknown): string {
    if (!this.check.discreet || typeof value === "object") return show(value);
    return typeof value === "string" ? "a text" : `a ${typeof value}`;
  }

  private resolved(schema: Schema): Schema {
    let found = schema;
    for (let depth = 0; depth < 20; depth++) {
      const ref = found.$ref ?? (found.allOf?.length === 1 ? found.allOf[0]!.$ref : undefined);
      if (ref === undefined) break;
      found = this.check.document.components?.schemas?.[ref.split("/").at(-1)!] ?? {};
    }
    return found;
  }

  private mistake(keys: Keys, problem: string): void {
    this.mistakes.push({ keys, problem });
  }
}

/** Those that a value may have; none where it may be anything. */
function typesOf(schema: Schema): string[] {
  if (schema["x-kubernetes-int-or-string"] === true) return ["integer", "string"];
  if (schema.type !== undefined) return [schema.type];
  const choices = schema.oneOf ?? schema.anyOf ?? [];
  const types = choices.flatMap(({ type }) => (type === undefined ? [] : [type]));
  // One of them that says nothing lets anything through.
  return types.length === choices.length ? types : [];
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

function fits(type: string, value: unknown, wanted: string): boolean {
  if (wanted === "integer") return type === "number" && Number.isInteger(value);
  return type === wanted;
}

const SPOKEN: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "an object",
  string: "a text",
};

function spoken(type: string): string {
  return SPOKEN[type] ?? type;
}

const NAMED = 12;

function named(keys: readonly string[]): string {
  const rest = keys.length > NAMED ? `, and ${keys.length - NAMED} more` : "";
  return keys.slice(0, NAMED).join(", ") + rest;
}
