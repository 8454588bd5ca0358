import { posix } from "node:path";
import { joinPath } from "../mistakes";
import { readEnvironmentFiles } from "./environment";
import { entryOf, isNull, mapNode, plain, textOf, type MapNode, type Node } from "./node";
import { RESOURCES } from "./project";
import { absentFile, pathFrom, type Scope } from "./read-file";

/** Reads the project that the files make up, with its own folder and variables. */
export type ReadProject = (
  files: readonly Named[],
  scope: Scope,
  stack: readonly string[],
) => MapNode;

/** A file, and where it is named. */
export interface Named {
  readonly path: string;
  readonly by?: { node: Node; path: string; absent: string };
}

/** The file with what it includes. What is in both has to be the same. */
export function applyIncludes(
  root: MapNode,
  scope: Scope,
  stack: readonly string[],
  readProject: ReadProject,
): MapNode {
  const includes = entryOf(root, "include");
  const entries = new Map(root.entries);
  entries.delete("include");
  if (includes?.kind === "list")
    includes.items.forEach((include, index) => {
      const path = joinPath("include", index);
      const included = readIncluded(include, path, scope, stack, readProject);
      if (included !== undefined) importInto(entries, included, scope);
    });
  return mapNode(root.at, entries, root.marker);
}

function readIncluded(
  include: Node,
  path: string,
  scope: Scope,
  stack: readonly string[],
  readProject: ReadProject,
): MapNode | undefined {
  const paths = texts(entryOf(include, "path"));
  const files = paths.map((file) => ({
    path: pathFrom(scope.directory, file),
    by: { node: include, path, absent: absentFile(scope.directory, file) },
  }));
  const [main] = files;
  if (main === undefined) return undefined;
  const again = files.find((file) => stack.includes(file.path))?.path;
  if (again !== undefined) {
    scope.findings.mistake(
      include.at,
      path,
      `goes in a circle: ${[...stack, again].join(", which includes ")}`,
    );
    return undefined;
  }
  const own = textOf(entryOf(include, "project_directory"));
  const directory = own === undefined ? posix.dirname(main.path) : pathFrom(scope.directory, own);
  const envFiles = texts(entryOf(include, "env_file")).map((file) =>
    pathFrom(scope.directory, file),
  );
  const environment = readEnvironmentFiles(
    envFiles.length > 0 ? envFiles : undefined,
    { ...scope, directory },
    { at: include.at, path: joinPath(path, "env_file") },
  );
  return readProject(files, { ...scope, directory, environment }, stack);
}

function importInto(entries: Map<string, Node>, included: MapNode, { findings }: Scope): void {
  for (const section of ["services", ...RESOURCES]) {
    const from = entryOf(included, section);
    if (from?.kind !== "map") continue;
    const to = entries.get(section);
    const all = new Map(to?.kind === "map" ? to.entries : []);
    for (const [name, value] of from.entries) {
      const own = all.get(name);
      if (own === undefined || isNull(own)) all.set(name, value);
      else if (JSON.stringify(plain(own)) !== JSON.stringify(plain(value)))
        findings.mistake(
          own.at,
          joinPath(section, name),
          `is defined otherwise by an included file, ${value.at.file}; change it in an override file of that include`,
        );
    }
    entries.set(section, mapNode(to?.at ?? from.at, all, to?.marker));
  }
}

function texts(node: Node | undefined): string[] {
  if (node?.kind === "list") return node.items.flatMap((item) => textOf(item) ?? []);
  const text = textOf(node);
  return text === undefined ? [] : [text];
}
