import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { stringify } from "yaml";
import { convertFiles } from "../model/compose/convert";
import { describeComposeMistakes } from "../model/compose/findings";
import { findComposeFiles } from "../model/compose/find-files";
import { loadCompose, type LoadedCompose } from "../model/compose/load";
import { dropUnused } from "../model/compose/profiles";
import { programText } from "../model/compose/program-text";
import { renderProject } from "../model/compose/render";
import { checkoutRoot } from "../toolchain/paths";
import { expectShortLife } from "../toolchain/short-lived";
import { UserError } from "../toolchain/user-error";
import type { Word } from "./word";

interface ConvertOptions {
  file: string[];
  name?: string;
  output?: string;
}

interface ConfigOptions {
  file: string[];
  profile: string[];
  envFile: string[];
  projectName?: string;
  projectDirectory?: string;
  format: "json" | "yaml";
  quiet: boolean;
  services: boolean;
  volumes: boolean;
  profiles: boolean;
  images: boolean;
}

const collect = (value: string, all: string[]) => [...all, value];

/**
 * `npm run compose -- config`: what compose files say, in the form of `docker compose config`; `convert`: a program that
 * says the same.
 */
export const main: Word = async (args) => {
  expectShortLife();
  let code = 0;
  const program = new Command("compose").exitOverride();
  program
    .command("config")
    .description("Reads compose files and prints what they say in canonical form.")
    .option("-f, --file <path>", "compose file; later ones go on top of earlier ones", collect, [])
    .option("--profile <name>", "profile to turn on", collect, [])
    .option("--env-file <path>", "file of variables, in the place of .env", collect, [])
    .option("-p, --project-name <name>", "name of the project")
    .option("--project-directory <path>", "folder in which relative paths begin")
    .addOption(new Option("--format <format>").choices(["yaml", "json"]).default("yaml"))
    .option("-q, --quiet", "only check", false)
    .option("--services", "print the names of the services", false)
    .option("--volumes", "print the names of the volumes", false)
    .option("--profiles", "print the names of all profiles", false)
    .option("--images", "print the names of the images", false)
    .action((options: ConfigOptions) => {
      code = config(options);
    });
  program
    .command("convert")
    .description("Writes a TypeScript program that says what compose files say, without YAML.")
    .option("-f, --file <path>", "compose file; later ones go on top of earlier ones", collect, [])
    .option("-n, --name <name>", "the component's name; defaults to that of the project")
    .option("-o, --output <path>", "file to write; defaults to the standard output")
    .action((options: ConvertOptions) => {
      code = convert(options);
    });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    throw error;
  }
  return code;
};

function config(options: ConfigOptions): number {
  const loaded = load(options);
  for (const warning of loaded.warnings)
    process.stderr.write(`warning: ${describeComposeMistakes([warning])}\n`);
  if (loaded.mistakes.length > 0) {
    process.stderr.write(`slipway: ${describeComposeMistakes(loaded.mistakes)}\n`);
    return 1;
  }
  const text = output(loaded, options);
  if (!options.quiet) process.stdout.write(text);
  return 0;
}

function convert(options: ConvertOptions): number {
  const files = filesOf(options.file, process.env["COMPOSE_FILE"], resolve("."));
  const converted = convertFiles(files, readFile);
  // What is wrong in the files is told here, and not by the program that comes of them.
  const { mistakes, project } = loadFiles(files);
  const wrong = [...converted.mistakes, ...mistakes];
  if (wrong.length > 0) {
    process.stderr.write(`slipway: ${describeComposeMistakes(wrong)}\n`);
    return 1;
  }
  const folder = dirname(files[0]!);
  const from = options.output === undefined ? resolve(".") : dirname(resolve(options.output));
  const text = programText({
    name: options.name ?? project.name,
    components: importPath(from, join(checkoutRoot(), "components")),
    directory: folder === from ? undefined : relative(from, folder),
    files: converted.files,
    stillRead: converted.stillRead,
  });
  if (options.output === undefined) process.stdout.write(text);
  else writeFileSync(options.output, text);
  return 0;
}

function importPath(from: string, to: string): string {
  const path = relative(from, to);
  return path.startsWith(".") ? path : `./${path}`;
}

function environmentHere(): Record<string, string> {
  const set = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { PWD: process.cwd(), ...Object.fromEntries(set) };
}

function loadFiles(files: readonly string[]): LoadedCompose {
  return loadCompose({ files, readFile, environment: environmentHere() });
}

/** The files that are named, or those that Docker Compose would find. */
function filesOf(given: readonly string[], named: string | undefined, start: string): string[] {
  const paths = given.length > 0 ? given : namedIn(named);
  const files =
    paths.length > 0 ? paths.map((file) => resolve(file)) : findComposeFiles(start, isThere);
  if (files.length === 0)
    throw new UserError(`no compose file in ${start} or above it; name one with --file.`);
  return files;
}

function load(options: ConfigOptions): LoadedCompose {
  const environment = environmentHere();
  const start = resolve(options.projectDirectory ?? ".");
  const files = filesOf(options.file, environment["COMPOSE_FILE"], start);
  const { projectDirectory, projectName } = options;
  return loadCompose({
    files,
    readFile,
    environment,
    ...(projectDirectory !== undefined && { directory: resolve(projectDirectory) }),
    ...(projectName !== undefined && { projectName }),
    ...(options.profile.length > 0 && { profiles: options.profile }),
    ...(options.envFile.length > 0 && { envFiles: options.envFile.map((file) => resolve(file)) }),
  });
}

function namedIn(files: string | undefined): string[] {
  return files === undefined || files === "" ? [] : files.split(":");
}

/** The text of a file; undefined where there is none, also where it is a folder. */
function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "EISDIR", "ENOTDIR"].includes(code)) return undefined;
    throw new UserError(`${path} can't be read: ${(error as Error).message}.`, { cause: error });
  }
}

function isThere(path: string): boolean {
  return readFile(path) !== undefined;
}

function output({ project }: LoadedCompose, options: ConfigOptions): string {
  const active = Object.values(project.services);
  if (options.services) return lines(Object.keys(project.services));
  if (options.images)
    return lines(
      Object.entries(project.services).map(
        ([name, { image }]) => image ?? `${project.name}-${name}`,
      ),
    );
  if (options.profiles)
    return lines(
      [...active, ...Object.values(project.disabledServices)].flatMap(
        ({ profiles }) => profiles ?? [],
      ),
    );
  if (options.volumes) {
    const used = structuredClone(project);
    dropUnused(used);
    return lines(Object.keys(used.volumes));
  }
  const rendered = renderProject(project);
  return options.format === "json" ? `${JSON.stringify(rendered, null, 2)}\n` : stringify(rendered);
}

function lines(names: readonly string[]): string {
  return [...new Set(names)]
    .sort()
    .map((name) => `${name}\n`)
    .join("");
}
