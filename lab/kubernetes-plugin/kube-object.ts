import type { Props } from "../../plugins/runtime/resource";

/** Any object of the Kubernetes API. */
export interface KubeObject extends Props {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  spec?: Props;
  status?: Props;
}

export interface ObjectMeta extends Props {
  name?: string;
  namespace?: string;
  generateName?: string;
  generation?: number;
  uid?: string;
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
}

/** `Deployment default/web` */
export function described({ kind, metadata }: KubeObject): string {
  return `${kind} ${idOf(metadata)}`;
}

/** The id that the official plugin gives: `namespace/name`, or `name` of what is in no namespace. */
export function idOf({ name, namespace }: ObjectMeta): string {
  return namespace === undefined ? String(name) : `${namespace}/${name}`;
}
