import { spawn, type StdioOptions } from "node:child_process";
import { constants } from "node:os";
import { existsSync } from "node:fs";
import { stackOption } from "../../cli/stack-option";
import { REPLACE_VARIABLE } from "../../plugins/docker/ownership/asked-to-replace";
import { UserError } from "../user-error";
import type { PulumiCli } from "./ensure-cli";
import { cliEnvironment, usesLocalBackend } from "./environment";
import { beginChange } from "./begin-change";
import { guardStackFiles } from "./stack-files";
import { replaceOptions } from "./replace-option";
import { commandOf } from "./command-of";
import { startPluginsEarly } from "./early-plugins";
import { expectedProgram, LanguageHost, mayAttach } from "./language-host";
import { maySkipCheckpoints } from "./skip-checkpoints";
import { removeStaleLocks } from "./stale-locks";

/** Second signals of a kind within this time are the same key press, come by two ways. */
const SAME_SIGNAL_MS = 500;
const LOOK_MS = 1_000;
const SETPRIV = "/usr/bin/setpriv";

export interface RunCliOptions {
  /** Defaults to the terminal's. */
  stdio?: StdioOptions;
  /** Defaults to the current folder. */
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/**
 * Runs the Pulumi CLI with the checkout's backend and passphrase and returns its exit code.
 * Ctrl-C reaches it once: from the terminal, which signals the whole foreground group, or, where
 * there is no terminal, through us.
 */
export async function runCli(
  root: string,
  cli: PulumiCli,
  args: string[],
  options: RunCliOptions = {},
): Promise<number> {
  const env = options.env ?? process.env;
  const local = usesLocalBackend(root, env);
  if (local) removeStaleLocks(root);
  const guard = local ? guardStackFiles(root) : undefined;
  const cliEnv: NodeJS.ProcessEnv = { ...env, ...cliEnvironment(root, cli, env) };
  if (maySkipCheckpoints(root, stackOption(args), cliEnv.PULUMI_BACKEND_URL ?? ""))
    cliEnv.PULUMI_SKIP_CHECKPOINTS ??= "true";
  const replaced = replaceOptions(args);
  if (replaced.length > 0) cliEnv[REPLACE_VARIABLE] = replaced.join("\n");
  if (!wantsDebugLog(args)) cliEnv.SLIPWAY_NO_DEBUG_LOG ??= "true";
  const finish = changesStack(args)
    ? beginChange(root, cliEnv.PULUMI_BACKEND_URL ?? "")
    : undefined;
  const languageHost = mayAttach(cli, cliEnv, args) ? await LanguageHost.listen() : undefined;
  try {
    // Not for programs: a CLI that one of them runs has variables of its own.
    const attach = languageHost && { PULUMI_DEBUG_LANGUAGES: `nodejs:${languageHost.port}` };
    const folder = options.cwd ?? process.cwd();
    const engine = startCli(cli.file, args, { ...options, env: { ...cliEnv, ...attach } });
    languageHost?.start(cliEnv, expectedProgram(args, folder));
    if (engine.pid !== undefined) startPluginsEarly(args, folder, engine.pid, cliEnv);
    languageHost?.serve();
    const code = await engine.ended;
    if (code === 0)
      for (const thing of (await finish?.()) ?? [])
        process.stderr.write(`Removed ${thing}, which an interrupted run had left behind.\n`);
    return code;
  } finally {
    languageHost?.stop();
    guard?.restore();
  }
}

/** Without one of these flags the CLI drops the SDK's debug messages: see toolchain/fast-start.cjs. */
export function wantsDebugLog(args: readonly string[]): boolean {
  return args.some((arg) => /^(-d|--debug|-v|--verbose|--logtostderr|--event-log)\b/.test(arg));
}

function changesStack(args: readonly string[]): boolean {
  return (
    ["up", "update", "destroy", "down"].includes(commandOf(args)) &&
    !args.includes("--preview-only")
  );
}

interface RunningCli {
  /** Undefined where it couldn't be started. */
  pid: number | undefined;
  /** Its exit code; rejects where it couldn't be started. */
  ended: Promise<number>;
}

function startCli(file: string, args: string[], options: RunCliOptions): RunningCli {
  // A kill -9 of this process must not leave the CLI running on its own, with the stack's lock.
  const [command, ...prefix] = existsSync(SETPRIV)
    ? [SETPRIV, "--pdeathsig", "KILL", "--", file]
    : [file];
  const child = spawn(command, [...prefix, ...args], {
    stdio: options.stdio ?? "inherit",
    cwd: options.cwd,
    env: options.env,
  });
  const ended = new Promise<number>((resolve, reject) => {
    const stopForwarding = forwardSignals(child);
    child.once("error", (error) => {
      stopForwarding();
      reject(
        new UserError(`the Pulumi CLI could not be started (${error.message}); run npm run setup.`),
      );
    });
    child.once("close", (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
  return { pid: child.pid, ended };
}

function forwardSignals(child: { kill(signal: NodeJS.Signals): boolean }): () => void {
  const lastMs = new Map<NodeJS.Signals, number>();
  const forward = (signal: NodeJS.Signals) => {
    // The terminal has already sent this one to the CLI as well.
    if (signal === "SIGINT" && (process.stdin.isTTY || process.stderr.isTTY)) return;
    const now = Date.now();
    if (now - (lastMs.get(signal) ?? 0) < SAME_SIGNAL_MS) return;
    lastMs.set(signal, now);
    child.kill(signal);
  };
  const signals: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  const parent = process.ppid;
  // npm ends at a signal without handing it on to what it runs.
  const watch =
    process.env.npm_lifecycle_event === undefined
      ? undefined
      : setInterval(() => process.ppid !== parent && forward("SIGTERM"), LOOK_MS);
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.removeListener(signal, forward);
  };
}
