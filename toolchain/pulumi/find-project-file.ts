import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The project file of a folder, or of the nearest one above it, as the Pulumi CLI finds it. */
export function findProjectFile(folder: string): string | undefined {
  for (const extension of ["yaml", "yml", "json"]) {
    const file = join(folder, `Pulumi.${extension}`);
    if (existsSync(file)) return file;
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : findProjectFile(parent);
}
