import { pathOf, type At, type Findings } from "../findings";
import type { ComposeProject } from "../project";
import { checkCycles } from "./check-cycles";
import { checkFiles } from "./check-files";
import { checkPorts } from "./check-ports";
import { checkReferences } from "./check-references";
import { checkServices } from "./check-services";

/** What a check of a project has to work with. */
export interface Check {
  readonly project: ComposeProject;
  readonly hasFile: (path: string) => boolean;
  /** Tells a mistake at the attribute that `keys` lead to. */
  readonly mistake: (keys: readonly (string | number)[], problem: string) => void;
  /** Whether the file has told something wrong of this attribute already, so that it is missing only for that. */
  readonly isBroken: (keys: readonly (string | number)[]) => boolean;
}

/** Everything that no attribute can tell by itself. */
export function checkProject(
  project: ComposeProject,
  findings: Findings,
  placeOf: (keys: readonly (string | number)[]) => At,
  readFile: (path: string) => string | undefined,
): void {
  const broken = findings.mistakes.map(({ path }) => path);
  const check: Check = {
    project,
    hasFile: (path) => readFile(path) !== undefined,
    mistake: (keys, problem) => findings.mistake(placeOf(keys), pathOf(keys), problem),
    isBroken: (keys) => broken.some((path) => `${path}.`.startsWith(`${pathOf(keys)}.`)),
  };
  checkServices(check);
  checkReferences(check);
  checkCycles(check);
  checkPorts(check);
  checkFiles(check);
}
