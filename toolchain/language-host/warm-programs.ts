import { spawn, type ChildProcess } from "node:child_process";
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { checkoutRoot } from "../paths";
import type { ProgramCommand } from "./run-program";

/** What has to be known to start a process that a program can run in. */
export type ProgramProcess = Pick<ProgramCommand, "nodeArgs" | "runner" | "folder">;

/**
 * Processes that have loaded the SDK and wait for the program that they are to run, so that a program starts while the
 * engine still does.
 */
export class WarmPrograms {
  private waiting: { kind: ProgramProcess; child: ChildProcess } | undefined;

  /**
   * @param env variables of the engine, which programs inherit.
   * @param expected what programs will most likely be run by; undefined where that can't be told.
   * @param runs how many programs will be run, one after the other.
   */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly expected: ProgramProcess | undefined,
    private runs: number,
  ) {}

  /** Starts the next one where another is to come. */
  prepare(): void {
    if (this.expected === undefined || this.runs-- <= 0) return;
    this.waiting = { kind: this.expected, child: this.start(this.expected) };
  }

  /** Lets a program run, in the process that waits where it is fit for it. */
  take({ args, env, ...kind }: ProgramCommand): ChildProcess {
    const child = this.takeWaiting(kind) ?? this.start(kind);
    // An error is told by its end.
    child.send({ args, env: { ...this.env, ...env } }, () => undefined);
    child.once("exit", () => this.prepare());
    return child;
  }

  stop(): void {
    this.runs = 0;
    this.waiting?.child.kill("SIGKILL");
  }

  private takeWaiting(kind: ProgramProcess): ChildProcess | undefined {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting === undefined || waiting.child.exitCode !== null) return undefined;
    if (isDeepStrictEqual(waiting.kind, kind)) return waiting.child;
    waiting.child.kill("SIGKILL");
    return undefined;
  }

  private start({ nodeArgs, runner, folder }: ProgramProcess): ChildProcess {
    const script = join(checkoutRoot(), "toolchain/language-host/warm-program.cjs");
    return spawn(process.execPath, [...nodeArgs, script, runner], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      cwd: folder,
      env: this.env,
      // In a group of its own, where Ctrl-C doesn't reach it: the engine tells it to end.
      detached: true,
    }).on("error", () => undefined);
  }
}
