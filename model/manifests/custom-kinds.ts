import { isPlainObject } from "./plain-object";
import type { Schema } from "./openapi";

/** A kind that a CustomResourceDefinition among the objects brings along. */
export interface CustomKind {
  apiVersion: string;
  kind: string;
  clusterWide: boolean;
  /** Of one of its objects. */
  schema: Schema;
}

/** The kinds that an object defines; none where it is no definition. */
export function customKindsOf(object: unknown): CustomKind[] {
  if (!isPlainObject(object) || object["kind"] !== "CustomResourceDefinition") return [];
  const { spec } = object;
  if (!isPlainObject(spec) || !isPlainObject(spec["names"])) return [];
  const kind = String(spec["names"]["kind"]);
  const versions = Array.isArray(spec["versions"]) ? (spec["versions"] as unknown[]) : [];
  return versions.filter(isPlainObject).map((version) => ({
    apiVersion: `${String(spec["group"])}/${String(version["name"])}`,
    kind,
    clusterWide: spec["scope"] === "Cluster",
    schema: withIdentity(
      ((version["schema"] ?? {}) as { openAPIV3Schema?: Schema }).openAPIV3Schema ?? {},
    ),
  }));
}

/** A definition needn't say what every object has. */
function withIdentity(schema: Schema): Schema {
  const text = { type: "string" };
  const properties = {
    ...schema.properties,
    apiVersion: text,
    kind: text,
    metadata: { type: "object" },
  };
  return { ...schema, properties };
}
