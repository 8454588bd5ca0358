import type { Mistake } from "../mistakes";

/** Where nothing watches how busy replicas are. */
export function autoscaleRefusal(spec: { autoscale?: unknown }, engine: string): Mistake[] {
  if (spec.autoscale === undefined) return [];
  return [
    {
      path: "autoscale",
      problem: `${engine} doesn't count replicas up and down by itself, only Kubernetes does; say replicas`,
    },
  ];
}
