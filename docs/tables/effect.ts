import type { Treatment } from "../../plugins/docker/diff/treatment";

/** What a change does, in the words of the docs. */
export function effect(change: Treatment["change"]): string {
  if (change === "ignore") return "changes nothing";
  if (change === "pluginOnly") return "in place: only the plugin deals with it";
  if (change === "inPlace") return "in place";
  if ("replace" in change) return `replaces: ${change.replace}`;
  return `in place; replaces where ${change.when}`;
}
