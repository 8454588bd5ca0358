import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { parse } from "yaml";
import { findProjectFile } from "./find-project-file";

/** What the wrapper reads of a project file. */
export interface Project {
  main?: string;
  runtime?: string | { name?: string; options?: { nodeargs?: string } };
  plugins?: { providers?: { name: string; path: string }[] };
}

/** The project of the folder, or of the nearest above it. Throws where its file can't be read. */
export function projectAbove(folder: string): { folder: string; project: Project } | undefined {
  const file = findProjectFile(folder);
  if (file === undefined) return undefined;
  // JSON is YAML too.
  return { folder: dirname(file), project: parse(readFileSync(file, "utf8")) as Project };
}
