import { groupOf } from "./manifest";

/** Groups of Kubernetes' own kinds. Others that end in `k8s.io`, such as the Gateway API's, are installed. */
const GROUPS: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** True for Kubernetes' own kinds, and for a misspelt group of them: installed groups have a domain's name. */
export function isBuiltIn(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return GROUPS.has(group) || !group.includes(".");
}

/** The module of @pulumi/kubernetes that has them: `core/v1`, `rbac/v1`; undefined for installed kinds. */
export function sdkModuleOf(apiVersion: string): string | undefined {
  const group = groupOf(apiVersion);
  if (!GROUPS.has(group)) return undefined;
  const version = apiVersion.split("/").at(-1)!;
  return `${group === "" ? "core" : group.split(".")[0]}/${version}`;
}
