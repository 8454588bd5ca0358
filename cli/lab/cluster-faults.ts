import type { SlowNetwork } from "../../lab/host/host-network";
import type { LabCluster } from "../../lab/kubernetes/lab-cluster";
import type { Lab } from "../../lab/lab";
import { UserError } from "../../toolchain/user-error";
import { pickFault } from "./pick-fault";

/** Of the cluster of a lab. */
export const CLUSTER_FAULTS: Record<string, (cluster: LabCluster, how: SlowNetwork) => unknown> = {
  "stop-api-server": (cluster) => cluster.stopApiServer(),
  "start-api-server": (cluster) => cluster.startApiServer(),
  "expire-certificate": (cluster) => cluster.expireCertificate(),
  slow: (cluster, how) => slow(cluster, how),
  restore: (cluster) => cluster.restore(),
};

/** Of one of its fake nodes; its other nodes are hosts. */
export const NODE_FAULTS: Record<string, (cluster: LabCluster, node: string) => unknown> = {
  lose: (cluster, node) => cluster.loseNode(node),
  restore: (cluster, node) => cluster.findNode(node),
};

/** The fault of the cluster or a fake node that is meant; undefined where neither is. */
export function clusterFault(
  lab: Lab,
  what: string,
  kind: string,
  how: SlowNetwork,
): (() => unknown) | undefined {
  if (what === "kubernetes") {
    const make = pickFault(CLUSTER_FAULTS, kind);
    return () => make(lab.cluster, how);
  }
  if (lab.record.kubernetes === undefined || !lab.cluster.fakeNodes.includes(what))
    return undefined;
  const make = pickFault(NODE_FAULTS, kind);
  return () => make(lab.cluster, what);
}

function slow(cluster: LabCluster, { delayMs, lossPercent, rateKbit }: SlowNetwork): void {
  if (delayMs === undefined || lossPercent !== undefined || rateKbit !== undefined)
    throw new UserError("slow takes --delay-ms alone for kubernetes.");
  cluster.slowApiServer(delayMs);
}
