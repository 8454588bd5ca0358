import schema from "./compose-spec.json";

/** A part of the JSON schema, as far as the model looks into it. */
export interface SchemaPart {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly patternProperties?: Readonly<Record<string, SchemaPart>>;
  readonly additionalProperties?: boolean | SchemaPart;
  readonly items?: SchemaPart;
  readonly oneOf?: readonly SchemaPart[];
}

export const composeSchema = schema as unknown as SchemaPart & {
  readonly properties: Readonly<Record<string, SchemaPart>>;
  readonly $defs: Readonly<Record<string, SchemaPart>>;
};

/** What a `$ref` points to; anything else is itself. */
export function resolved(part: SchemaPart): SchemaPart {
  const name = part.$ref?.replace("#/$defs/", "");
  return name === undefined ? part : resolved(composeSchema.$defs[name]!);
}

/** The part of the schema that a JSON pointer such as `#/$defs/network` leads to. */
export function partAt(pointer: string): SchemaPart {
  const keys = pointer.split("/").slice(1);
  return keys.reduce<unknown>(
    (part, key) => (part as Record<string, unknown>)[key],
    composeSchema,
  ) as SchemaPart;
}

/** The JSON pointer of each part of the schema, so that a part met in an error can be compiled by itself. */
export function pointers(): Map<object, string> {
  const found = new Map<object, string>();
  const walk = (part: unknown, pointer: string): void => {
    if (part === null || typeof part !== "object") return;
    found.set(part, pointer);
    for (const [key, value] of Object.entries(part))
      walk(
        value,
        `${pointer}/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`,
      );
  };
  walk(schema, "#");
  return found;
}

/** Every attribute that the schema names, as a path with `*` for names and items: `services.*.ports.*.target`. */
export function attributePaths(part: SchemaPart = composeSchema, path = ""): string[] {
  const { properties = {}, patternProperties = {}, items, oneOf = [], ...rest } = resolved(part);
  const named = Object.entries(properties).flatMap(([key, value]) => {
    const own = path === "" ? key : `${path}.${key}`;
    return [own, ...attributePaths(value, own)];
  });
  const free = Object.entries(patternProperties).filter(([pattern]) => pattern !== "^x-");
  const more = typeof rest.additionalProperties === "object" ? [rest.additionalProperties] : [];
  const below = [...free.map(([, value]) => value), ...more, ...(items ? [items] : [])];
  return [
    ...new Set([
      ...named,
      ...below.flatMap((each) => attributePaths(each, `${path}.*`)),
      ...oneOf.flatMap((each) => attributePaths(each, path)),
    ]),
  ];
}
