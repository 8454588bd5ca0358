import { posix } from "node:path";
import { readEnvFile } from "./env-file";
import type { At } from "./findings";
import { lookupIn, type Scope } from "./read-file";

/**
 * The variables of a project: those given, and below them those of its env files, of which later ones go first. Without
 * named files it is `.env` in the project's folder, if that is there.
 */
export function readEnvironmentFiles(
  files: readonly string[] | undefined,
  scope: Scope,
  namedBy?: { at: At; path: string },
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const file of files ?? [posix.join(scope.directory, ".env")]) {
    const text = scope.readFile(file);
    if (text === undefined) {
      if (files === undefined) continue;
      const at = namedBy?.at ?? { file, line: 0 };
      scope.findings.mistake(
        at,
        namedBy?.path ?? "",
        `names an env file that isn't there: ${file}`,
      );
      continue;
    }
    const { variables, problems } = readEnvFile(text, lookupIn({ ...found, ...scope.environment }));
    for (const { line, problem } of problems) scope.findings.mistake({ file, line }, "", problem);
    Object.assign(found, Object.fromEntries(variables));
  }
  return { ...found, ...scope.environment };
}
