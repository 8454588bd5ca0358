import type { Treatment } from "../../plugins/docker/diff/treatment";
import { CONTAINER_TABLE } from "../../plugins/docker/resources/container/container-table";

/** The table of docs/docker-plugin.md: what a change of each property of `docker.Container` does. */
export function containerProperties(): string {
  const rows = Object.entries(CONTAINER_TABLE as Readonly<Record<string, Treatment>>).map(
    ([name, { change }]) => `| \`${name}\` | ${effect(change)} |`,
  );
  return ["| Property | A change |", "|---|---|", ...rows].join("\n");
}

function effect(change: Treatment["change"]): string {
  if (change === "ignore") return "changes nothing";
  if (change === "pluginOnly") return "in place: only the plugin deals with it";
  if (change === "inPlace") return "in place";
  if ("replace" in change) return `replaces: ${change.replace}`;
  return `in place; replaces where ${change.when}`;
}

if (require.main === module) process.stdout.write(`${containerProperties()}\n`);
