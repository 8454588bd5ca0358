import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "../../../plugins/runtime/resource";
import { ApiUnreachable } from "../../../plugins/slipway/client/kubernetes/api-error";
import type { Cluster } from "../cluster";
import { described, type KubeObject } from "../kube-object";
import type { Condition, Progress } from "./condition";
import { conditionOf } from "./conditions";
import { podTroubles } from "./pod-troubles";
import { eventsOf } from "./events";
import { waitedFor } from "./wait-for";

/** As the official plugin waits where the program doesn't say. */
const PATIENCE_SECONDS = 600;
/** The first look comes soon, the later ones less often. */
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 1000;
/** A failure that may be that of the change before has to stand for so long. */
const OLD_FAILURE_MS = 5000;
/** So often the troubles of pods are asked for while waiting. */
const TELL_EVERY_MS = 5000;

/** Waits until an object is ready. `reasons` say why it isn't; none where it is. */
export async function untilReady(
  call: Pick<Call, "signal" | "log">,
  cluster: Cluster,
  object: KubeObject,
): Promise<{ object: KubeObject; reasons: string[] }> {
  const condition = waitedFor(object) ?? conditionOf(object.apiVersion, object.kind);
  const { annotations = {}, name, namespace } = object.metadata;
  if (condition === undefined || annotations["pulumi.com/skipAwait"] === "true")
    return { object, reasons: [] };
  const seconds = Number(annotations["pulumi.com/timeoutSeconds"] ?? PATIENCE_SECONDS);
  const path = await cluster.pathOf(object.apiVersion, object.kind, namespace, name);
  const deadline = Date.now() + seconds * 1000;
  let live = object;
  let last: Progress = { ready: false, state: "nothing is known of it yet" };
  let failedSince: number | undefined;
  let tellAt = Date.now() + TELL_EVERY_MS;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.5, LAST_LOOK_MS)) {
    try {
      const found = await cluster.find(path);
      if (found === undefined)
        return { object: live, reasons: [`${described(object)} was deleted by somebody else`] };
      live = found;
      last = await condition.progress(live, cluster);
      if (last.ready) return { object: live, reasons: [] };
    } catch (error) {
      // It may be back in time, and what was made is there in any case.
      if (!(error instanceof ApiUnreachable)) throw error;
      last = { ready: false, state: error.message };
    }
    call.log.status(last.state);
    failedSince = last.failed === undefined ? undefined : (failedSince ?? Date.now());
    const patience = last.mayBeOld === true ? OLD_FAILURE_MS : 0;
    const failed = failedSince !== undefined && Date.now() >= failedSince + patience;
    const over = failed || call.signal.aborted || Date.now() > deadline;
    if (over) return { object: live, reasons: await reasonsFor(condition, last, live, cluster) };
    if (Date.now() > tellAt) {
      tellAt = Date.now() + TELL_EVERY_MS;
      const [trouble] = await troubles(condition, live, cluster);
      if (trouble !== undefined) call.log.status(`${last.state}: ${trouble.split("\n")[0]}`);
    }
    await sleep(pause);
  }
}

async function reasonsFor(
  condition: Condition,
  last: Progress,
  object: KubeObject,
  cluster: Cluster,
): Promise<string[]> {
  const what = last.failed ?? `after all the time it had, ${last.state}`;
  return [`${described(object)}: ${what}`, ...(await troubles(condition, object, cluster))];
}

async function troubles(
  condition: Condition,
  object: KubeObject,
  cluster: Cluster,
): Promise<string[]> {
  const labels = condition.podLabels?.(object);
  try {
    const events = await eventsOf(cluster, object, condition.toldAsNews === true);
    if (labels === undefined || Object.keys(labels).length === 0) return events;
    return [...events, ...(await podTroubles(cluster, object.metadata.namespace, labels))];
  } catch (error) {
    if (error instanceof ApiUnreachable) return [];
    throw error;
  }
}
