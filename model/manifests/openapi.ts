/** What the cluster's API says of one group and version: `/openapi/v3/apis/apps/v1`. As much as is read of it. */
export interface OpenApiDocument {
  components?: { schemas?: Record<string, Schema> };
}

/** The schema of a field, as the API server publishes it. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  required?: string[];
  enum?: unknown[];
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-embedded-resource"?: boolean;
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}

/** The kinds of a document by name, each as the schema of its objects. */
export function kindsOf(document: OpenApiDocument, apiVersion: string): Map<string, Schema> {
  const [version, group] = apiVersion.split("/").reverse() as [string, string | undefined];
  const kinds = new Map<string, Schema>();
  for (const schema of Object.values(document.components?.schemas ?? {}))
    for (const kind of schema["x-kubernetes-group-version-kind"] ?? [])
      if (kind.group === (group ?? "") && kind.version === version) kinds.set(kind.kind, schema);
  return kinds;
}
