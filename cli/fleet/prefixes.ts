/** Colours of a terminal that can be told apart on a dark and on a bright ground. */
const COLOURS = [36, 33, 35, 32, 34, 31] as const;

/** What lines begin with, so that it is seen whose they are: `web-1  | `, all of one width, each with a colour of its own. */
export class Prefixes {
  private readonly colours = new Map<string, number>();
  private width: number;

  constructor(
    names: readonly string[],
    private readonly colour: boolean,
  ) {
    this.width = Math.max(0, ...names.map((name) => name.length));
  }

  of(name: string): string {
    this.width = Math.max(this.width, name.length);
    const text = `${name.padEnd(this.width)} | `;
    if (!this.colour) return text;
    const known = this.colours.get(name) ?? COLOURS[this.colours.size % COLOURS.length]!;
    this.colours.set(name, known);
    return `\u001b[${known}m${text}\u001b[0m`;
  }
}

/** Whether a stream is to be coloured: a terminal, unless NO_COLOR is set. */
export function wantsColour(stream: { isTTY?: boolean }, env = process.env): boolean {
  return stream.isTTY === true && (env.NO_COLOR ?? "") === "";
}
