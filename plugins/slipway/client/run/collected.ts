import type { Command, CommandWatch } from "../command";
import { LastBytes } from "./last-bytes";
import { LineSplitter } from "./line-splitter";

export type OutputName = "stdout" | "stderr";

/** Both outputs of a command: their ends, and each line as it comes. */
export class Collected {
  private readonly last: Record<OutputName, LastBytes>;
  private readonly lines: Record<OutputName, LineSplitter> | undefined;

  constructor({ maxOutputBytes }: Command, { onLine }: CommandWatch) {
    this.last = { stdout: new LastBytes(maxOutputBytes), stderr: new LastBytes(maxOutputBytes) };
    this.lines = onLine && {
      stdout: new LineSplitter((line) => onLine(line, "stdout")),
      stderr: new LineSplitter((line) => onLine(line, "stderr")),
    };
  }

  add(chunk: Buffer, from: OutputName): void {
    this.last[from].add(chunk);
    this.lines?.[from].add(chunk);
  }

  end(): { stdout: string; stderr: string; truncated: boolean } {
    this.lines?.stdout.end();
    this.lines?.stderr.end();
    const { stdout, stderr } = this.last;
    return {
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncated: stdout.truncated || stderr.truncated,
    };
  }
}
