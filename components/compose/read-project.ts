import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  describeComposeMistakes,
  type At,
  type ComposeMistake,
} from "../../model/compose/findings";
import { findComposeFiles } from "../../model/compose/find-files";
import { loadCompose, type LoadedCompose } from "../../model/compose/load";
import { didYouMean } from "../../model/nearest";
import { Image } from "../images/image";
import { refuse } from "../mistakes";
import type { ComposeAppArgs } from "./compose-app-args";
import { inlineText } from "./inline-file";
import { LaterValues } from "./later-values";
import { note } from "../note";

/** What the files of an app say. */
export interface ReadCompose extends LoadedCompose {
  /** What in them is only known later. */
  readonly later: LaterValues;
}

/** Reads the files of an app; throws all their mistakes at once. */
export function readProject(name: string, args: ComposeAppArgs, app: pulumi.Resource): ReadCompose {
  const later = new LaterValues();
  const { directory, projectName, profiles } = args;
  const inline = inlineFiles(args, later);
  const files = [...filesOf(args), ...inline.keys()];
  if (files.length === 0)
    refuse(
      [{ path: "file", problem: `there is no compose file in ${resolve(".")} or above it` }],
      app,
    );
  const loaded = loadCompose({
    files,
    readFile: (path) => inline.get(path) ?? readTextFile(path),
    environment: environmentOf(args, later),
    otherwiseNamed: name,
    ...(directory !== undefined && { directory: resolve(directory) }),
    ...(profiles && { profiles }),
    ...(args.envFiles && { envFiles: args.envFiles.map((file) => resolve(file)) }),
    ...(projectName !== undefined && { projectName }),
  });
  refuseFiles(loaded.mistakes.map(withoutFile), later, app);
  useImages(args, loaded, later, app);
  if (pulumi.runtime.isDryRun())
    for (const warning of loaded.warnings)
      note("warn", later.describe(describeComposeMistakes([warning])), app);
  const placeOf: LoadedCompose["placeOf"] = (keys) => withoutFile(loaded.placeOf(keys));
  return { ...loaded, placeOf, later };
}

/** The files that stand in the program, by the path that they would have; relative paths in them begin there. */
function inlineFiles(
  { project, overrides }: ComposeAppArgs,
  later: LaterValues,
): Map<string, string> {
  const given: [string, unknown][] = [project ?? []]
    .flat()
    .map((file, index, all) => [all.length > 1 ? `project[${index}]` : "project", file]);
  if (overrides !== undefined) given.push(["overrides", overrides]);
  return new Map(
    given.map(([path, file]) => [resolve(INLINE + path), inlineText(file, path, later)]),
  );
}

/** No file is called so. */
const INLINE = "(program) ";

/** A place in the program has the name of its argument, and no line. */
function withoutFile<T extends At>(at: T): T {
  const start = at.file.indexOf(INLINE);
  return start === -1 ? at : { ...at, file: at.file.slice(start + INLINE.length), line: 0 };
}

/** Puts the program's images in the place of what the files run or build. */
function useImages(
  { images = {} }: ComposeAppArgs,
  { project: { services } }: LoadedCompose,
  later: LaterValues,
  app: pulumi.Resource,
): void {
  const names = Object.keys(services);
  refuse(
    Object.keys(images)
      .filter((name) => !names.includes(name))
      .map((name) => ({
        path: `images.${name}`,
        problem: `there is no active service "${name}"${didYouMean(name, names)}`,
      })),
    app,
  );
  for (const [name, image] of Object.entries(images)) {
    const service = services[name]!;
    service.image = later.mark(`images.${name}`, image instanceof Image ? image.ref : image);
    delete service.build;
  }
}

/** Throws what is wrong in the files as one error, without a stack trace; does nothing where nothing is. */
export function refuseFiles(
  mistakes: readonly ComposeMistake[],
  later: LaterValues,
  app: pulumi.Resource,
): void {
  if (mistakes.length > 0)
    throw new pulumi.ResourceError(later.describe(describeComposeMistakes(mistakes)), app, true);
}

function filesOf({ file, project }: ComposeAppArgs): string[] {
  if (file === undefined && project !== undefined) return [];
  if (file === undefined)
    return findComposeFiles(resolve("."), (path) => readTextFile(path) !== undefined);
  return [file].flat().map((each) => resolve(each));
}

function environmentOf({ variables = {} }: ComposeAppArgs, later: LaterValues) {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const given = Object.entries(variables).map(([name, value]): [string, string] => [
    name,
    later.mark(name, value),
  ]);
  return { PWD: process.cwd(), ...Object.fromEntries([...inherited, ...given]) };
}

/** Undefined where there is no such file, also where a folder is there. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "EISDIR", "ENOTDIR"].includes(code)) return undefined;
    throw error;
  }
}
