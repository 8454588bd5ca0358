import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "../../../plugins/runtime/resource";
import type { Cluster } from "../cluster";
import { described, type KubeObject } from "../kube-object";

const PATIENCE_SECONDS = 600;
const LOOK_EVERY_MS = 200;

/** Waits until a deleted object, and with it what belongs to it, is gone. */
export async function untilGone(
  call: Pick<Call, "signal" | "log">,
  cluster: Cluster,
  path: string,
  object: KubeObject,
): Promise<void> {
  const deadline = Date.now() + PATIENCE_SECONDS * 1000;
  for (;;) {
    const live = await cluster.find(path);
    // One of the same name that somebody has made since is another one.
    if (live === undefined || live.metadata.uid !== object.metadata.uid) return;
    if (call.signal.aborted || Date.now() > deadline) {
      const held = (live.metadata["finalizers"] ?? []) as string[];
      throw new Error(
        `${described(object)} is still there${held.length > 0 ? `: held by ${held.join(", ")}` : ""}`,
      );
    }
    call.log.status("waiting until it is gone");
    await sleep(LOOK_EVERY_MS);
  }
}
