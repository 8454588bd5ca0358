import { posix } from "node:path";

const MAIN = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDE = [
  "compose.override.yml",
  "compose.override.yaml",
  "docker-compose.override.yml",
  "docker-compose.override.yaml",
];

/** The compose files that count in a folder where none are named: the file and its override, here or in a folder above. */
export function findComposeFiles(directory: string, hasFile: (path: string) => boolean): string[] {
  const first = (names: readonly string[], folder: string) =>
    names.map((name) => posix.join(folder, name)).find(hasFile);
  for (let folder = directory; ; folder = posix.dirname(folder)) {
    const main = first(MAIN, folder);
    if (main !== undefined) return [main, first(OVERRIDE, folder) ?? []].flat();
    if (folder === posix.dirname(folder)) return [];
  }
}
