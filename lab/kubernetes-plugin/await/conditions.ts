import { daemonSet } from "./daemon-set";
import { deployment } from "./deployment";
import type { Condition } from "./condition";
import { customResourceDefinition } from "./custom-resource-definition";
import { ingress } from "./ingress";
import { job } from "./job";
import { namespace } from "./namespace";
import { persistentVolumeClaim } from "./persistent-volume-claim";
import { pod } from "./pod";
import { secret } from "./secret";
import { service } from "./service";
import { statefulSet } from "./stateful-set";

/** By group and kind. What isn't here is ready once it is there. */
const CONDITIONS: Record<string, Condition> = {
  "/Namespace": namespace,
  "/PersistentVolumeClaim": persistentVolumeClaim,
  "/Pod": pod,
  "/Secret": secret,
  "/Service": service,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "apps/DaemonSet": daemonSet,
  "apps/Deployment": deployment,
  "apps/StatefulSet": statefulSet,
  "batch/Job": job,
  "networking.k8s.io/Ingress": ingress,
};

export function conditionOf(apiVersion: string, kind: string): Condition | undefined {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
  return CONDITIONS[`${group}/${kind}`];
}
