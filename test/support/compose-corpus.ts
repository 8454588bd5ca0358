import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCompose, type LoadedCompose } from "../../model/compose/load";
import { renderProject } from "../../model/compose/render";

const CORPUS = join(__dirname, "../corpus");

/** How a case of the corpus is read, where that isn't `compose.yaml` alone. */
interface CaseOptions {
  files?: string[];
  environment?: Record<string, string>;
  profiles?: string[];
  envFiles?: string[];
}

export interface ComposeCase {
  readonly name: string;
  readonly directory: string;
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
  readonly envFiles?: readonly string[];
}

/** What a reader makes of a case: the canonical project, or that it refuses the files. */
export type Outcome = { refused: true } | { project: unknown };

/** `compose`: files that are right; `compose-bad`: files that aren't. */
export function composeCases(corpus: "compose" | "compose-bad"): ComposeCase[] {
  return readdirSync(join(CORPUS, corpus))
    .sort()
    .map((name) => {
      const directory = join(CORPUS, corpus, name);
      const options = join(directory, "case.json");
      const {
        files = ["compose.yaml"],
        environment,
        profiles,
        envFiles,
      }: CaseOptions = existsSync(options)
        ? (JSON.parse(readFileSync(options, "utf8")) as CaseOptions)
        : {};
      const inside = (file: string) => join(directory, file);
      return {
        name,
        directory,
        files: files.map(inside),
        environment: { HOME: "/home/user", ...environment },
        ...(profiles && { profiles }),
        ...(envFiles && { envFiles: envFiles.map(inside) }),
      };
    });
}

const readIfThere = (path: string) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

/** @param readFile what there is in the place of the files of the disk. */
export function load(
  each: ComposeCase,
  readFile: (path: string) => string | undefined = readIfThere,
): LoadedCompose {
  return loadCompose({ ...each, directory: each.directory, readFile });
}

/** Our outcome, in the same words as a recorded one. */
export function ours(each: ComposeCase): Outcome {
  const { project, mistakes } = load(each);
  if (mistakes.length > 0) return { refused: true };
  return portable(each, { project: renderProject(project) });
}

/** The outcome without the folder that this checkout happens to be in. */
export function portable(each: ComposeCase, outcome: Outcome): Outcome {
  const text = JSON.stringify(outcome)
    .replaceAll(each.directory, "/case")
    .replaceAll(join(each.directory, ".."), "/above");
  return JSON.parse(text) as Outcome;
}

/** What Docker Compose made of the case when it was recorded. */
export function recorded(each: ComposeCase): Outcome {
  return JSON.parse(readFileSync(join(each.directory, "expected.json"), "utf8")) as Outcome;
}
