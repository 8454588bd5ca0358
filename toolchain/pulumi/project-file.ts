import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";

const PROJECT_FILE = "Pulumi.yaml";

/** What the wrapper reads of a project file. */
export interface Project {
  main?: string;
  runtime?: string | { name?: string; options?: { nodeargs?: string } };
  plugins?: { providers?: { name: string; path: string }[] };
}

/** The project of the folder, or of the nearest above it. Throws where its file can't be read. */
export function projectAbove(folder: string): { folder: string; project: Project } | undefined {
  const file = join(folder, PROJECT_FILE);
  if (existsSync(file)) return { folder, project: parse(readFileSync(file, "utf8")) as Project };
  const parent = dirname(folder);
  return parent === folder ? undefined : projectAbove(parent);
}
