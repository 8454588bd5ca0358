/**
 * What of a schema is used here: the interface that zod, valibot, arktype and others share (standardschema.dev), so that a
 * contract can be written with whichever a team has.
 */
export interface StandardSchema<Value = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Value> | Promise<StandardResult<Value>>;
    readonly types?: { readonly input: unknown; readonly output: Value } | undefined;
  };
}

export type StandardResult<Value> =
  { readonly value: Value; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The type of what the schema lets through. */
export type Checked<Schema> = Schema extends StandardSchema<infer Value> ? Value : never;

/** What is wrong with `value`, each with the path inside of it; nothing where it is right. */
export function schemaIssues(
  schema: StandardSchema,
  value: unknown,
): { path: readonly (string | number)[]; message: string }[] {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise)
    throw new TypeError("a contract's schemas must check at once: this one answers with a promise");
  return (result.issues ?? []).map(({ message, path = [] }) => ({
    message,
    path: path.map((part) => {
      const key = typeof part === "object" ? part.key : part;
      return typeof key === "number" ? key : String(key);
    }),
  }));
}
