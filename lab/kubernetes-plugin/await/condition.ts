import type { Cluster } from "../cluster";
import type { KubeObject } from "../kube-object";

/** How far an object has come. */
export interface Progress {
  ready: boolean;
  /** What is still missing, in a few words: `1 of 3 replicas ready`. */
  state: string;
  /** Set where it will never get there by itself: why. */
  failed?: string;
  /** The failure may be that of the change before, which its controller only takes back once it sees progress. */
  mayBeOld?: boolean;
}

/** When objects of a kind are ready, and where to look for the reasons when they aren't. */
export interface Condition {
  progress(object: KubeObject, cluster: Cluster): Progress | Promise<Progress>;
  /** Its controller says as news, and not as a warning, what it lacks. */
  toldAsNews?: boolean;
  /** Labels of its pods, where it has any. */
  podLabels?(object: KubeObject): Record<string, string> | undefined;
}

export const READY: Progress = { ready: true, state: "ready" };

/** The message of a condition in an object's status that has that value; undefined where it hasn't. */
export function statusCondition(
  { status }: KubeObject,
  type: string,
  value: "True" | "False" = "True",
): { reason: string; message: string } | undefined {
  const conditions = (status?.["conditions"] ?? []) as StatusCondition[];
  const found = conditions.find((each) => each.type === type && each.status === value);
  return found && { reason: found.reason ?? "", message: found.message ?? "" };
}

interface StatusCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** Whether its controller has seen the last change. */
export function isSeen({ metadata, status }: KubeObject): boolean {
  return Number(status?.["observedGeneration"] ?? 0) >= (metadata.generation ?? 0);
}

export function count(object: KubeObject, field: string): number {
  return Number(object.status?.[field] ?? 0);
}

/** A word of an object's status. */
export function word(object: KubeObject, field: string): string | undefined {
  return object.status?.[field] as string | undefined;
}
