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
  if (change === "inPlace") return "in place";
  if ("replace" in change) return `replaces: ${change.replace}`;
  const whenTakenAway = change.replaceIf("before", undefined);
  return whenTakenAway === undefined
    ? "in place"
    : `in place; taken away it replaces: ${whenTakenAway}`;
}

if (require.main === module) process.stdout.write(`${containerProperties()}\n`);
