import type { Treatment } from "../../plugins/docker/diff/treatment";
import { CONTAINER_TABLE } from "../../plugins/docker/resources/container/container-table";
import { effect } from "./effect";

/** The table of docs/docker-plugin.md: what a change of each property of `docker.Container` does. */
export function containerProperties(): string {
  const rows = Object.entries(CONTAINER_TABLE as Readonly<Record<string, Treatment>>).map(
    ([name, { change }]) => `| \`${name}\` | ${effect(change)} |`,
  );
  return ["| Property | A change |", "|---|---|", ...rows].join("\n");
}

if (require.main === module) process.stdout.write(`${containerProperties()}\n`);
