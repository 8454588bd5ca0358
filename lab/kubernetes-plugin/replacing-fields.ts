/** Paths whose change makes a new object, as the official plugin has them. `*` stands for any index. */
const REPLACING: Record<string, readonly string[]> = {
  "apps/Deployment": ["spec.selector"],
  "apps/DaemonSet": ["spec.selector"],
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.selector", "spec.template", "spec.completions", "spec.completionMode"],
  "/ConfigMap": ["data", "binaryData"],
  "/Secret": ["type", "data", "stringData"],
  "/Service": ["spec.clusterIP", "spec.type"],
  "/Pod": ["spec"],
  "/PersistentVolume": ["spec.hostPath", "spec.local", "spec.nfs", "spec.csi"],
  "/PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeMode",
    "spec.volumeName",
  ],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": [
    "mountOptions",
    "parameters",
    "provisioner",
    "reclaimPolicy",
    "volumeBindingMode",
  ],
};

const OF_ALL = ["metadata.name", "metadata.namespace", "kind"];

/**
 * Whether a change at `path` of an object of that kind needs a new one.
 *
 * @param mutable it doesn't in a ConfigMap or Secret.
 */
export function replaces(apiVersion: string, kind: string, path: string, mutable = false): boolean {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
  return [...OF_ALL, ...((mutable ? undefined : REPLACING[`${group}/${kind}`]) ?? [])].some(
    (field) => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`),
  );
}
