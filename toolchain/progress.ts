const TICK_MS = 10_000;

/** Tells what a step is doing now; shown with the next tick. */
export type Note = (text: string) => void;

/**
 * One line per step, on stderr: stdout belongs to the command that set-up is for.
 * `quiet` leaves out what was already in place, and keeps what takes time.
 */
export class Progress {
  constructor(private readonly options: { quiet?: boolean; write?: (text: string) => void } = {}) {}

  private line(text: string): void {
    const write = this.options.write ?? ((out: string) => process.stderr.write(out));
    write(`${text}\n`);
  }

  /** A step that is in place. */
  done(step: string, detail: string): void {
    if (this.options.quiet !== true) this.line(`✓ ${step}: ${detail}`);
  }

  /** Something worth knowing, also when quiet. */
  info(step: string, detail: string): void {
    this.line(`• ${step}: ${detail}`);
  }

  /** Runs slow work: says what starts, then every 10 seconds how long it has taken and its last note. */
  async during<T>(step: string, what: string, work: (note: Note) => Promise<T>): Promise<T> {
    const started = Date.now();
    let last = "";
    this.line(`… ${step}: ${what}`);
    const ticker = setInterval(() => {
      const seconds = Math.round((Date.now() - started) / 1000);
      this.line(`… ${step}: ${seconds} s${last === "" ? "" : `, ${last}`}`);
    }, TICK_MS);
    try {
      return await work((text) => {
        last = text.length > 100 ? `${text.slice(0, 99)}…` : text;
      });
    } finally {
      clearInterval(ticker);
    }
  }
}
