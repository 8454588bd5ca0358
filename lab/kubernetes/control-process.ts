import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** One process of a lab cluster. It ends with the process that started it, also where that is killed. */
export class ControlProcess {
  private child: ChildProcess | undefined;

  /**
   * @param command path of the executable.
   * @param logFile takes what it prints.
   * @param keep lets it outlive this process.
   */
  constructor(
    private readonly command: string,
    private readonly args: readonly string[],
    private readonly logFile: string,
    private readonly keep: boolean,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** True between start and stop, whatever became of it. */
  get started(): boolean {
    return this.child !== undefined;
  }

  start(): void {
    const log = openSync(this.logFile, "a");
    // The kernel sends the signal: no handler of ours has to run for it.
    const argv = this.keep
      ? [this.command, ...this.args]
      : ["setpriv", "--pdeathsig", "KILL", "--", this.command, ...this.args];
    this.child = spawn(argv[0]!, argv.slice(1), { detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    this.child.unref();
  }

  /** Ends it, and waits until it has ended. Can be called twice. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGKILL"): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined || !this.alive(child)) return;
    child.kill(signal);
    const deadline = Date.now() + 10_000;
    while (this.alive(child)) {
      if (Date.now() > deadline) child.kill("SIGKILL");
      await sleep(20);
    }
  }

  /** Throws, with the end of its log, where it isn't running. */
  mustRun(): void {
    if (this.child !== undefined && this.alive(this.child)) return;
    throw new Error(`${this.command} has ended:\n${this.log(20)}`);
  }

  /** The last lines of its log. */
  log(lines: number): string {
    if (!existsSync(this.logFile)) return "";
    return readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  }

  private alive(child: ChildProcess): boolean {
    return child.exitCode === null && child.signalCode === null;
  }
}
