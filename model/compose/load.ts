import { posix } from "node:path";
import { checkProject } from "./checks/check-project";
import { decodeProject } from "./decode";
import { readEnvironmentFiles } from "./environment";
import { applyExtends } from "./extends";
import { Findings, type At, type ComposeMistake } from "./findings";
import { applyIncludes, type Named, type ReadProject } from "./include";
import { mergeFiles } from "./merge";
import { childOf, mapNode, placeOf, type MapNode, type Node } from "./node";
import { normalizeProject } from "./normalize";
import { applyProfiles } from "./profiles";
import type { ComposeProject } from "./project";
import { normalizeName, projectName } from "./project-name";
import { lookupIn, readComposeFile, readOnce, type Scope } from "./read-file";
import { withoutRepeats } from "./repeats";
import { readServiceFiles } from "./service-files";
import { settle } from "./settle";

/** Compose files, and the world that they are read in. Paths are absolute. */
export interface ComposeSource {
  /** Later files go on top of earlier ones. */
  readonly files: readonly string[];
  /** The text of a file; undefined where there is none. */
  readonly readFile: (path: string) => string | undefined;
  /** The variables of the one who deploys. They go before those of env files. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where relative paths begin. Defaults to the folder of the first file. */
  readonly directory?: string;
  readonly projectName?: string;
  /** The project's name where nothing else says one. Defaults to that of its folder. */
  readonly otherwiseNamed?: string;
  /** Active profiles. Defaults to COMPOSE_PROFILES. */
  readonly profiles?: readonly string[];
  /** Defaults to `.env` in the project's folder, where that is there. */
  readonly envFiles?: readonly string[];
}

/** What the files say, with all that is wrong with them: the project counts only where there are no mistakes. */
export interface LoadedCompose {
  readonly project: ComposeProject;
  readonly mistakes: readonly ComposeMistake[];
  readonly warnings: readonly ComposeMistake[];
  /** Where the files say something of an attribute, or of what it is a part of. */
  readonly placeOf: (keys: readonly (string | number)[]) => At;
  /** Whether the files themselves name an attribute, and it isn't only what Compose takes by default. */
  readonly isWritten: (keys: readonly (string | number)[]) => boolean;
}

/** Reads compose files as Docker Compose does. */
export function loadCompose(source: ComposeSource): LoadedCompose {
  const findings = new Findings();
  const directory = source.directory ?? posix.dirname(source.files[0] ?? "/");
  const reading = readOnce(source.readFile, findings);
  const outer = { ...reading, directory, environment: source.environment };
  const variables = readEnvironmentFiles(source.envFiles, outer);
  const name = nameOf(source, { ...outer, environment: variables });
  const environment: Record<string, string> = { ...variables, COMPOSE_PROJECT_NAME: name };
  const scope = { ...outer, environment };
  const root = readProject(
    source.files.map((path) => ({ path })),
    scope,
    [],
  );
  const place = (keys: readonly (string | number)[]) => placeOf(root, keys);
  const project = decodeProject(root, name, directory, findings);
  const lookup = lookupIn(environment);
  normalizeProject(project, lookup);
  applyProfiles(project, source.profiles ?? profilesOf(environment.COMPOSE_PROFILES));
  readServiceFiles(project, { ...reading, lookup, placeOf: place });
  checkProject(project, findings, place, reading.readFile);
  if (root.entries.size === 0 && findings.mistakes.length === 0)
    findings.mistake({ file: source.files[0] ?? "", line: 1 }, "", "has nothing in it");
  return {
    project,
    mistakes: inOrder(findings.mistakes),
    warnings: inOrder(findings.warnings),
    placeOf: place,
    isWritten: (keys) =>
      keys.reduce<Node | undefined>((node, key) => childOf(node, key), root) !== undefined,
  };
}

/** From the top of each file to its end, files as they were met. */
function inOrder(found: readonly ComposeMistake[]): ComposeMistake[] {
  const files = [...new Set(found.map(({ file }) => file))];
  return [...found].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line,
  );
}

function nameOf(source: ComposeSource, scope: Scope): string {
  const { files, projectName: given } = source;
  const documents = files.flatMap((file) => scope.documents(file) ?? []);
  const otherwise = source.otherwiseNamed ?? posix.basename(scope.directory);
  const name = projectName(given, documents, otherwise, lookupIn(scope.environment));
  if (name === "" || name !== normalizeName(name))
    scope.findings.mistake(
      { file: files[0] ?? "", line: 0 },
      "name",
      `expected lower-case letters, digits, dashes and underscores, with a letter or digit first, got "${name}"`,
    );
  return name;
}

function profilesOf(text = ""): string[] {
  return text
    .split(",")
    .map((profile) => profile.trim())
    .filter((profile) => profile !== "");
}

/** The files of one project on top of each other, with what they extend and include. */
const readProject: ReadProject = (files: readonly Named[], scope: Scope, stack) => {
  let root: MapNode = mapNode({ file: files[0]?.path ?? "", line: 1 }, []);
  files.forEach(({ path, by }, index) => {
    const documents = readComposeFile(path, scope, index > 0);
    if (documents === undefined) {
      const at = by?.node.at ?? { file: path, line: 0 };
      scope.findings.mistake(at, by?.path ?? "", by?.absent ?? "isn't there");
      return;
    }
    for (const document of documents) {
      const extended = applyExtends(document, path, scope);
      const whole = applyIncludes(extended, scope, [...stack, path], readProject);
      root = mergeFiles(root, whole, scope.findings);
    }
  });
  return settle(withoutRepeats(root) as MapNode, scope);
};
