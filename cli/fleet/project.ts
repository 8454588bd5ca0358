import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../../toolchain/user-error";

/** A Pulumi project: whose stacks are meant. */
export interface Project {
  readonly dir: string;
  readonly name: string;
}

/** The project of a folder, or of the nearest one above it, as the Pulumi CLI finds it. */
export function findProject(from = process.cwd()): Project {
  const start = resolve(from);
  for (let dir = start; ; dir = dirname(dir)) {
    for (const extension of ["yaml", "yml", "json"]) {
      const file = join(dir, `Pulumi.${extension}`);
      if (!existsSync(file)) continue;
      const name = projectName(readFileSync(file, "utf8"));
      if (name === undefined) throw new UserError(`${file} gives the project no name.`);
      return { dir, name };
    }
    if (dirname(dir) === dir)
      throw new UserError(
        `there is no Pulumi.yaml in ${start} or above it: go to the folder of a project, or name it with --cwd.`,
      );
  }
}

/** Without a YAML parser, which would take longer to load than all else. */
function projectName(text: string): string | undefined {
  return /^\s*\{/.test(text)
    ? (JSON.parse(text) as { name?: string }).name
    : /^name:\s*["']?([^"'\s#]+)/m.exec(text)?.[1];
}
