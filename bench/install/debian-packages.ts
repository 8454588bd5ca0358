import { readdirSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { installStep } from "./install-step";

/** Package names in the output of a simulated install. */
export function packagesToInstall(simulated: string): string[] {
  return [...simulated.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? "");
}

/**
 * Unpacks a Debian package and whatever it needs that isn't installed here into `dir`, which leaves
 * the system as it is and needs no root.
 */
export async function unpackDebianPackage(name: string, dir: string): Promise<void> {
  const simulated = await installStep({
    argv: ["apt-get", "install", "--simulate", "--no-install-recommends", name],
    cwd: dir,
  });
  const packages = packagesToInstall(simulated);
  if (packages.length === 0) packages.push(name);
  const debs = join(dir, "debs");
  mkdirSync(debs, { recursive: true });
  await installStep({ argv: ["apt-get", "download", ...packages], cwd: debs });
  for (const file of readdirSync(debs))
    await installStep({ argv: ["dpkg-deb", "-x", join(debs, file), dir], cwd: dir });
}
