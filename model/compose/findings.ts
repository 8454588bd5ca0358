import { describeMistakes, joinPath, type Mistake } from "../mistakes";

/** A place in a file that a person can go to. */
export interface At {
  readonly file: string;
  readonly line: number;
}

/** A mistake in a compose file: where it stands, at which attribute, and what is wrong there. */
export interface ComposeMistake extends Mistake, At {}

/** The attribute that `keys` lead to, as messages spell it. */
export function pathOf(keys: readonly (string | number)[]): string {
  return keys.reduce<string>((path, key) => joinPath(path, key), "");
}

/** Tells of a mistake at the attribute that the keys lead to. */
export type Tell = (keys: readonly (string | number)[], problem: string) => void;

/** Adds what it is told to `mistakes`, each with its place in the files. */
export function tellerOf(
  placeOf: (keys: readonly (string | number)[]) => At,
  mistakes: ComposeMistake[],
): Tell {
  return (keys, problem) => mistakes.push({ ...placeOf(keys), path: pathOf(keys), problem });
}

/** What a reading of compose files turns up: all mistakes at once, and what is worth a warning. */
export class Findings {
  readonly mistakes: ComposeMistake[] = [];
  readonly warnings: ComposeMistake[] = [];

  mistake(at: At, path: string, problem: string): void {
    add(this.mistakes, { file: at.file, line: at.line, path, problem });
  }

  warning(at: At, path: string, problem: string): void {
    add(this.warnings, { file: at.file, line: at.line, path, problem });
  }
}

/** A file that is read twice (two services extend it) tells its mistakes once. */
function add(list: ComposeMistake[], found: ComposeMistake): void {
  const same = (other: ComposeMistake) =>
    other.line === found.line && other.file === found.file && other.problem === found.problem;
  if (!list.some((other) => same(other) && other.path === found.path)) list.push(found);
}

/** `compose.yaml:12: services.web.prots: isn't known; did you mean "ports"?`, one line each. */
export function describeComposeMistakes(mistakes: readonly ComposeMistake[]): string {
  return describeMistakes(
    mistakes.map(({ file, line, path, problem }) => {
      const place = line > 0 ? `${file}:${line}` : file;
      return { path: path === "" ? place : `${place}: ${path}`, problem };
    }),
  );
}
