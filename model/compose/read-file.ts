import { posix } from "node:path";
import { longForms } from "./canonical/short-forms";
import type { Findings } from "./findings";
import { interpolateTree } from "./interpolate-tree";
import type { Lookup } from "./interpolate";
import type { MapNode, Node } from "./node";
import { readYaml } from "./read-yaml";
import { resolvePaths } from "./resolve-paths";
import { validateFile } from "./schema/validate-file";

/** What files are read with: where their paths begin, and the variables that they may use. */
export interface Scope {
  /** The project's folder. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The text of a file; undefined where there is none. */
  readonly readFile: (path: string) => string | undefined;
  /** The YAML documents of a file, read once. */
  readonly documents: (path: string) => readonly Node[] | undefined;
  readonly findings: Findings;
}

/** Reads each file once, and its YAML once, however often it is asked for. */
export function readOnce(
  read: (path: string) => string | undefined,
  findings: Findings,
): Pick<Scope, "readFile" | "documents" | "findings"> {
  const readFile = memo(read);
  const documents = memo((path: string) => {
    const text = readFile(path);
    return text === undefined ? undefined : readYaml(path, text, findings);
  });
  return { readFile, documents, findings };
}

function memo<T>(make: (path: string) => T): (path: string) => T {
  const made = new Map<string, T>();
  return (path) => {
    if (!made.has(path)) made.set(path, make(path));
    return made.get(path)!;
  };
}

export function lookupIn(environment: Readonly<Record<string, string>>): Lookup {
  return (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
}

/** The documents of a compose file: variables put in, held against the schema, in long forms, with absolute paths. */
export function readComposeFile(
  path: string,
  scope: Scope,
  isOverride: boolean,
): MapNode[] | undefined {
  const { directory, environment, findings } = scope;
  return scope.documents(path)?.map((document, index) => {
    const filled = interpolateTree(document, lookupIn(environment), findings);
    const valid = validateFile(filled, isOverride || index > 0, findings);
    const long = longForms(valid, findings);
    return resolvePaths(long, { directory, home: environment.HOME }) as MapNode;
  });
}

/** A path in a file, from the folder that its paths begin in. */
export function pathFrom(directory: string, path: string): string {
  return posix.resolve(directory, path);
}

/** Why a file that isn't there can't be read: it may be one of those that Docker Compose fetches. */
export function absentFile(directory: string, named: string): string {
  return /^(https?|ssh|git|oci):\/\/|^git@|^github\.com\//.test(named)
    ? `names something remote, ${named}, which isn't supported: fetch it and name the file`
    : `names a file that isn't there: ${pathFrom(directory, named)}`;
}
