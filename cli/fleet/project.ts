import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { findProjectFile } from "../../toolchain/pulumi/find-project-file";
import { UserError } from "../../toolchain/user-error";

/** A Pulumi project: whose stacks are meant. */
export interface Project {
  readonly dir: string;
  readonly name: string;
}

/** The project of a folder, or of the nearest one above it, as the Pulumi CLI finds it. */
export function findProject(from = process.cwd()): Project {
  const start = resolve(from);
  const file = findProjectFile(start);
  if (file === undefined)
    throw new UserError(
      `there is no Pulumi.yaml in ${start} or above it: go to the folder of a project, or name it with --cwd.`,
    );
  const name = projectName(readFileSync(file, "utf8"));
  if (name === undefined) throw new UserError(`${file} gives the project no name.`);
  return { dir: dirname(file), name };
}

/** Without a YAML parser, which would take longer to load than all else. */
function projectName(text: string): string | undefined {
  return /^\s*\{/.test(text)
    ? (JSON.parse(text) as { name?: string }).name
    : /^name:\s*["']?([^"'\s#]+)/m.exec(text)?.[1];
}
