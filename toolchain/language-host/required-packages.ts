import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package that brings a resource plugin, as the engine wants it named. */
export interface RequiredPackage {
  name: string;
  /** With a leading `v`. */
  version: string;
  /** Where to download the plugin from; empty for the usual place. */
  server: string;
  parameterization?: { name: string; version: string; value: string };
}

interface Manifest {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  pulumi?: {
    resource?: boolean;
    name?: string;
    version?: string;
    server?: string;
    parameterization?: { name: string; version: string; value: string };
  };
}

/**
 * The plugins of a program: the packages among its dependencies whose package.json says
 * `pulumi.resource`. Only dependencies that themselves build on a Pulumi package are followed
 * further: no other can lead to a plugin, and reading all of node_modules takes seconds.
 */
export function requiredPackages(programDirectory: string): RequiredPackage[] {
  const root = nearestManifest(programDirectory);
  if (root === undefined) return [];
  const found = new Map<string, RequiredPackage>();
  const visited = new Set<string>();
  const follow = (folder: string, names: string[]) => {
    for (const name of names) {
      const dependency = findDependency(folder, name);
      if (dependency === undefined || visited.has(dependency)) continue;
      visited.add(dependency);
      const manifest = readManifest(join(dependency, "package.json"));
      if (manifest === undefined) continue;
      const required = asRequired(manifest);
      if (required !== undefined) found.set(`${required.name}@${required.version}`, required);
      const beneath = dependencyNames(manifest);
      if (beneath.some((other) => other.includes("pulumi"))) follow(dependency, beneath);
    }
  };
  const manifest = readManifest(root);
  if (manifest !== undefined)
    follow(dirname(root), [
      ...dependencyNames(manifest),
      ...Object.keys(manifest.devDependencies ?? {}),
    ]);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function nearestManifest(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
  }
}

function dependencyNames(manifest: Manifest): string[] {
  return [
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.optionalDependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
  ];
}

/** The folder that node would load `name` from, for a file in `from`. */
export function findDependency(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

/** A package.json that can't be read is no package: some carry broken ones as test data. */
export function readManifest(file: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

function asRequired({ name, version, pulumi }: Manifest): RequiredPackage | undefined {
  if (pulumi?.resource !== true) return undefined;
  // Only packages of Pulumi itself may leave out the plugin's name.
  const plugin = pulumi.name ?? (name?.startsWith("@pulumi/") ? name.slice(8) : undefined);
  const pluginVersion = pulumi.version ?? version;
  if (plugin === undefined || pluginVersion === undefined) return undefined;
  return {
    name: plugin,
    version: pluginVersion.startsWith("v") ? pluginVersion : `v${pluginVersion}`,
    server: pulumi.server ?? "",
    parameterization: pulumi.parameterization,
  };
}
