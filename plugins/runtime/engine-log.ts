import type { CallLog } from "./resource";
import type { EngineClient, Severity } from "./engine-client";

/** At most one status line in this time; the last one always gets through. */
const STATUS_INTERVAL_MILLISECONDS = 250;

/** The log of one call: keeps its lines in order, and masks its secrets. */
export class EngineLog implements CallLog {
  private queue: Promise<void> | undefined;
  private pendingStatus: string | undefined;
  private statusTimer: NodeJS.Timeout | undefined;
  private lastStatusAt = 0;
  private lastStatus: string | undefined;

  constructor(
    private readonly engine: EngineClient,
    private readonly urn: string,
    private readonly masked: (text: string) => string,
  ) {}

  debug(message: string): void {
    this.send("debug", message);
  }

  info(message: string): void {
    this.send("info", message);
  }

  warn(message: string): void {
    this.send("warning", message);
  }

  error(message: string): void {
    this.send("error", message);
  }

  status(message: string): void {
    this.pendingStatus = message;
    if (this.statusTimer !== undefined) return;
    const wait = this.lastStatusAt + STATUS_INTERVAL_MILLISECONDS - Date.now();
    if (wait <= 0) this.sendStatus();
    else {
      this.statusTimer = setTimeout(() => this.sendStatus(), wait);
      this.statusTimer.unref();
    }
  }

  /** Waits until the engine has every line. Never rejects. */
  async flush(): Promise<void> {
    this.sendStatus();
    await this.queue;
  }

  private sendStatus(): void {
    clearTimeout(this.statusTimer);
    this.statusTimer = undefined;
    if (this.pendingStatus === undefined) return;
    const message = this.pendingStatus;
    this.pendingStatus = undefined;
    // Where the CLI has no terminal it prints a line for each status it gets.
    if (message === this.lastStatus) return;
    this.lastStatus = message;
    this.lastStatusAt = Date.now();
    this.send("info", message, true);
  }

  private send(severity: Severity, message: string, ephemeral = false): void {
    const line = { urn: this.urn, severity, message: this.masked(message), ephemeral };
    this.queue = (this.queue ?? Promise.resolve()).then(() => this.engine.log(line));
  }
}
