import type { Cluster } from "../cluster";
import type { KubeObject } from "../kube-object";
import { READY, word, type Condition } from "./condition";

/** It has a volume, or gets one with its first pod. */
export const persistentVolumeClaim: Condition = {
  toldAsNews: true,
  async progress(object, cluster) {
    const phase = word(object, "phase") ?? "Pending";
    if (phase === "Bound" || (await waitsForPod(object, cluster))) return READY;
    return { ready: false, state: `it is ${phase}` };
  },
};

async function waitsForPod({ spec }: KubeObject, cluster: Cluster): Promise<boolean> {
  const name = spec?.["storageClassName"];
  if (typeof name !== "string" || name === "") return false;
  const path = await cluster.pathOf("storage.k8s.io/v1", "StorageClass", undefined, name);
  const found = await cluster.find(path);
  return found?.["volumeBindingMode"] === "WaitForFirstConsumer";
}
