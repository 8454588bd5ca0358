import { dirname } from "node:path";
import { join } from "node:path";
import { findDependency, nearestManifest, readManifest } from "./required-packages";

/** Name and installed version of a program's packages; with `transitive`, of theirs as well. */
export function programDependencies(
  programDirectory: string,
  transitive: boolean,
): { name: string; version: string }[] {
  const root = nearestManifest(programDirectory);
  if (root === undefined) return [];
  const found = new Map<string, { name: string; version: string }>();
  const follow = (folder: string, withDevelopment: boolean) => {
    const manifest = readManifest(join(folder, "package.json"));
    const names = Object.keys({
      ...manifest?.dependencies,
      ...manifest?.optionalDependencies,
      ...(withDevelopment && manifest?.devDependencies),
    });
    for (const name of names) {
      const dependency = findDependency(folder, name);
      if (dependency === undefined || found.has(dependency)) continue;
      const version = readManifest(join(dependency, "package.json"))?.version ?? "";
      found.set(dependency, { name, version });
      if (transitive) follow(dependency, false);
    }
  };
  follow(dirname(root), true);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
