import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_SECONDS = 10;

/**
 * One process of a lab cluster. It ends with the process that started it, also where that is killed; one that is to
 * stay can be stopped and started again by another.
 */
export class ControlProcess {
  /**
   * @param command path of the executable.
   * @param files `<files>.log` takes what it prints, `<files>.pid` is there while it is to run.
   * @param keep lets it outlive this process.
   */
  constructor(
    private readonly command: string,
    private readonly args: readonly string[],
    private readonly files: string,
    private readonly keep: boolean,
  ) {}

  get pid(): number | undefined {
    return existsSync(this.pidFile) ? Number(readFileSync(this.pidFile, "utf8")) : undefined;
  }

  /** True between start and stop, whatever became of it. */
  get started(): boolean {
    return this.pid !== undefined;
  }

  /** Does nothing where it runs already. */
  start(): void {
    if (this.runs) return;
    const log = openSync(this.logFile, "a");
    // The kernel sends the signal: no handler of ours has to run for it.
    const argv = this.keep
      ? [this.command, ...this.args]
      : ["setpriv", "--pdeathsig", "KILL", "--", this.command, ...this.args];
    const child = spawn(argv[0]!, argv.slice(1), { detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    writeFileSync(this.pidFile, String(child.pid));
    child.unref();
  }

  /** Ends it, and waits until it has ended. Can be called twice. */
  async stop(): Promise<void> {
    const { pid } = this;
    const deadline = Date.now() + STOP_SECONDS * 1000;
    while (pid !== undefined && this.runs) {
      process.kill(pid, "SIGKILL");
      if (Date.now() > deadline) throw new Error(`${this.command} (pid ${pid}) can't be ended`);
      await sleep(20);
    }
    rmSync(this.pidFile, { force: true });
  }

  /** Throws, with the end of its log, where it isn't running. */
  mustRun(): void {
    if (!this.runs) throw new Error(`${this.command} has ended:\n${this.log(20)}`);
  }

  /** The last lines of its log. */
  log(lines: number): string {
    if (!existsSync(this.logFile)) return "";
    return readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  }

  private get logFile(): string {
    return `${this.files}.log`;
  }

  private get pidFile(): string {
    return `${this.files}.pid`;
  }

  private get runs(): boolean {
    const { pid } = this;
    if (pid === undefined) return false;
    try {
      // The id may be another process's by now; one that waits to be reaped has no command any more.
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(this.command);
    } catch {
      return false;
    }
  }
}
