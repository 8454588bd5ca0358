import type { At } from "../compose/findings";
import type { MapNode } from "../compose/node";

/** One object of Kubernetes, with the place of each of its fields. */
export interface Manifest {
  readonly at: At;
  readonly node: MapNode;
  /** `apps/v1` */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined where the object doesn't say one. */
  readonly namespace: string | undefined;
}

/** `apps`; nothing for Kubernetes' first kinds. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
}
