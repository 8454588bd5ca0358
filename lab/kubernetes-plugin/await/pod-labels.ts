import type { KubeObject } from "../kube-object";

/** The labels that `spec.selector` of a controller asks its pods for. */
export function matchLabels({ spec }: KubeObject): Record<string, string> | undefined {
  const selector = spec?.["selector"] as { matchLabels?: Record<string, string> } | undefined;
  return selector?.matchLabels;
}
