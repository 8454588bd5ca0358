const CLASS = "lab";

/** How many volumes a lab cluster has for those who claim them. */
export const VOLUMES = 12;

/** The default class of storage: nobody makes volumes for it, they are there already. */
export const STORAGE_CLASS = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: {
    name: CLASS,
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
  },
  provisioner: "kubernetes.io/no-provisioner",
  volumeBindingMode: "Immediate",
};

/** A volume of 10 GiB, for one claim. On fake nodes nothing is ever written to it. */
export function labVolume(name: string): object {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      storageClassName: CLASS,
      capacity: { storage: "10Gi" },
      accessModes: ["ReadWriteOnce", "ReadWriteMany"],
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: `/var/lib/lab/${name}` },
    },
  };
}

/** A volume on the disk of one node, for one claim. */
export function localVolume({ name, path }: { name: string; path: string }, node: string): object {
  const onNode = { key: "kubernetes.io/hostname", operator: "In", values: [node] };
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `${node}-${name}` },
    spec: {
      storageClassName: CLASS,
      capacity: { storage: "10Gi" },
      accessModes: ["ReadWriteOnce", "ReadWriteMany"],
      persistentVolumeReclaimPolicy: "Retain",
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [onNode] }] } },
    },
  };
}
