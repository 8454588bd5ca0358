import { isOwnLabel } from "../../../model/docker-labels";
import { unorderedList } from "../diff/comparison";
import { keyOf } from "./container/canonical";

/** Labels as @pulumi/docker's resources write them. */
export type LabelList = readonly { label: string; value: string }[];

/** Labels have no order. */
export const labels = unorderedList((each) => each, keyOf("label"));

export function labelMap(list: LabelList | undefined): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ label, value }) => [label, value]));
}

/** Labels found on the engine, less the plugin's own, in the order of `like` and then of their names. */
export function labelList(
  found: Readonly<Record<string, string>> | null | undefined,
  like: LabelList | undefined,
): { label: string; value: string }[] {
  const order = (like ?? []).map(({ label }) => label);
  const rank = (label: string) => (order.includes(label) ? order.indexOf(label) : order.length);
  return Object.entries(found ?? {})
    .filter(([label]) => !isOwnLabel(label))
    .map(([label, value]) => ({ label, value }))
    .sort((a, b) => rank(a.label) - rank(b.label) || (a.label < b.label ? -1 : 1));
}
