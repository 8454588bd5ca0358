import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { checkoutRoot } from "../../toolchain/paths";
import { rememberedCli } from "../../toolchain/pulumi/ensure-cli";
import { cliEnvironment } from "../../toolchain/pulumi/environment";
import { tryCommand } from "../../toolchain/run-command";
import { UserError } from "../../toolchain/user-error";
import type { Project } from "./project";
import type { StackResource } from "./stack-resource";

/** A stack's state, and what marks as its own what it has on hosts. */
export interface StackState {
  readonly resources: readonly StackResource[];
  /** Environment of the CLI that belongs to the stack. */
  readonly env: NodeJS.ProcessEnv;
}

interface Deployment {
  resources?: StackResource[];
}

/**
 * Reads a stack's state. That of a backend of files is read as it lies there, within milliseconds; of another one, or
 * with its secrets, the Pulumi CLI exports it, which takes a second.
 */
export async function readState(
  project: Project,
  stack: string,
  options: { secrets?: boolean } = {},
): Promise<StackState> {
  const cli = cliOf();
  const secrets = options.secrets ?? false;
  const folder = secrets ? undefined : stacksFolder(cli.env.PULUMI_BACKEND_URL, project);
  const deployment = folder === undefined ? undefined : readFrom(folder, stack);
  const resources = (deployment ?? (await exported(cli, project, stack, secrets))).resources ?? [];
  return { resources, env: cli.env };
}

export interface Cli {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The CLI that set-up found, with the checkout's backend and passphrase; without a set-up, the one on the PATH. */
export function cliOf(): Cli {
  const root = checkoutRoot();
  const cli = rememberedCli(root);
  if (cli === undefined) return { file: "pulumi", env: process.env };
  return { file: cli.file, env: { ...process.env, ...cliEnvironment(root, cli) } };
}

/** Where a backend of files has a project's stacks; undefined for other backends. */
function stacksFolder(backendUrl: string | undefined, { name }: Project): string | undefined {
  if (!backendUrl?.startsWith("file:///")) return undefined;
  const folder = join(backendUrl.slice("file://".length), ".pulumi/stacks", name);
  return existsSync(folder) ? folder : undefined;
}

/** Undefined where the CLI has to say what it is: a qualified name, or no stack at all in the folder. */
function readFrom(folder: string, stack: string): Deployment | undefined {
  const stacks = readdirSync(folder).flatMap(
    (file) => /^(.+?)\.json(\.gz)?$/.exec(file)?.[1] ?? [],
  );
  if (stack.includes("/") || stacks.length === 0) return undefined;
  if (!stacks.includes(stack)) throw noStack(stack, stacks);
  const plainFile = join(folder, `${stack}.json`);
  const text = existsSync(plainFile)
    ? readFileSync(plainFile, "utf8")
    : gunzipSync(readFileSync(`${plainFile}.gz`)).toString("utf8");
  return (JSON.parse(text) as { checkpoint?: { latest?: Deployment } }).checkpoint?.latest ?? {};
}

async function exported(
  { file, env }: Cli,
  { dir }: Project,
  stack: string,
  secrets: boolean,
): Promise<Deployment> {
  const run = (args: string[]) =>
    tryCommand(file, [...args, "--non-interactive"], { cwd: dir, env }).catch((cause: unknown) => {
      throw new UserError(
        `the Pulumi CLI could not be started, which has the state of the stack "${stack}": install it, or, in a checkout of Slipway, run \`npm run setup\`.`,
        { cause },
      );
    });
  const args = ["stack", "export", "--stack", stack, ...(secrets ? ["--show-secrets"] : [])];
  const { code, stdout, stderr } = await run(args);
  if (code === 0) return (JSON.parse(stdout) as { deployment?: Deployment }).deployment ?? {};
  const list = await run(["stack", "ls", "--json"]);
  if (list.code === 0) {
    const stacks = (JSON.parse(list.stdout) as { name: string }[]).map(({ name }) => name);
    if (!stacks.includes(stack)) throw noStack(stack, stacks);
  }
  throw new UserError(
    `the state of the stack "${stack}" can't be read: ${stderr.trim().replace(/^error: /, "")}`,
  );
}

function noStack(stack: string, stacks: readonly string[]): UserError {
  const mend =
    stacks.length === 0
      ? "the project has none yet; `pulumi up` makes one"
      : `there ${stacks.length === 1 ? "is" : "are"} ${[...stacks].sort().join(", ")}; name one with --stack`;
  return new UserError(`there is no stack "${stack}": ${mend}.`);
}
