import { interpolate, type Lookup } from "./interpolate";

/** What an env file says, and what is wrong with it, by line. */
export interface EnvFile {
  readonly variables: ReadonlyMap<string, string>;
  readonly problems: readonly { line: number; problem: string }[];
}

const EXPORT = /^export[ \t]+/;
const KEY = /[^=:\n]*/y;
const RIGHT_KEY = /^[\p{L}\p{N}_.\-[\]]+$/u;
const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  c: "\\c",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  '"': '"',
  "\\": "\\",
};

/**
 * Reads a `.env` file as Compose does: comments, `export`, `KEY: value`, quotes over lines, escapes in double quotes, and
 * variables everywhere but in single quotes. `lookup` goes before what the file itself says; a key without a value is
 * taken from it. `known` are variables that the file's values may use besides.
 */
export function readEnvFile(
  text: string,
  lookup: Lookup,
  known: ReadonlyMap<string, string> = new Map(),
): EnvFile {
  return new EnvReader(text.replace(/^\uFEFF/, ""), lookup, known).read();
}

class EnvReader {
  private position = 0;
  private readonly variables = new Map<string, string>();
  private readonly problems: { line: number; problem: string }[] = [];

  constructor(
    private readonly text: string,
    private readonly lookup: Lookup,
    private readonly known: ReadonlyMap<string, string>,
  ) {}

  read(): EnvFile {
    for (this.skipBlank(); this.position < this.text.length; this.skipBlank()) {
      if (this.text[this.position] === "#") this.restOfLine();
      else this.statement();
    }
    return { variables: this.variables, problems: this.problems };
  }

  private statement(): void {
    const start = this.position;
    KEY.lastIndex = start;
    this.position += KEY.exec(this.text)![0].length;
    const key = this.text.slice(start, this.position).replace(EXPORT, "").trim();
    const separator = this.text[this.position];
    if (!RIGHT_KEY.test(key)) {
      this.problem(start, `expected the name of a variable, got ${JSON.stringify(key)}`);
      this.restOfLine();
      return;
    }
    if (separator === undefined || separator === "\n") {
      const inherited = this.lookup(key);
      if (inherited !== undefined) this.variables.set(key, inherited);
      return;
    }
    this.position++;
    while (/[^\S\n]/.test(this.text[this.position] ?? "")) this.position++;
    const value = this.value(start);
    if (value !== undefined) this.variables.set(key, value);
  }

  private value(start: number): string | undefined {
    const quote = this.text[this.position];
    if (quote !== '"' && quote !== "'") {
      const line = this.restOfLine();
      return this.expand(line.split(" #")[0]!.trimEnd(), start);
    }
    const raw = this.quoted(quote);
    if (raw === undefined) {
      this.problem(start, `has a quote that isn't closed`);
      return undefined;
    }
    return quote === "'" ? raw : this.expand(unescape(raw), start);
  }

  /** The text between quotes; a backslash before the same quote takes it in. */
  private quoted(quote: string): string | undefined {
    let value = "";
    for (let index = this.position + 1; index < this.text.length; index++) {
      const character = this.text[index]!;
      if (character === quote) {
        this.position = index + 1;
        return value;
      }
      const next = this.text[index + 1];
      if (character === "\\" && next !== undefined) {
        value += next === quote ? quote : character + next;
        index++;
      } else value += character;
    }
    this.position = this.text.length;
    return undefined;
  }

  private expand(value: string, start: number): string {
    if (!value.includes("$")) return value;
    const find = (name: string) =>
      this.lookup(name) ?? this.variables.get(name) ?? this.known.get(name);
    const { text, problems } = interpolate(value, find);
    for (const problem of problems) this.problem(start, problem);
    return text;
  }

  private problem(position: number, problem: string): void {
    this.problems.push({ line: this.text.slice(0, position).split("\n").length, problem });
  }

  private skipBlank(): void {
    while (/\s/.test(this.text[this.position] ?? "")) this.position++;
  }

  private restOfLine(): string {
    const end = this.text.indexOf("\n", this.position);
    const line = this.text.slice(this.position, end === -1 ? undefined : end);
    this.position = end === -1 ? this.text.length : end;
    return line;
  }
}

/** Escapes in double quotes. A dollar with a backslash becomes two, which is one in the end. */
function unescape(text: string): string {
  return text.replace(/\\([abcfnrtv$"\\]|0[0-7]{0,3})/g, (_, escape: string) => {
    if (escape === "$") return "$$";
    if (escape.startsWith("0")) return String.fromCharCode(parseInt(escape, 8));
    return ESCAPES[escape]!;
  });
}

/** Reads a file as `docker run --env-file` does (`format: raw`): lines as they are, no quotes and no variables. */
export function readRawEnvFile(text: string, lookup: Lookup): EnvFile {
  const variables = new Map<string, string>();
  const problems: { line: number; problem: string }[] = [];
  text.split(/\r?\n/).forEach((whole, index) => {
    const line = whole.replace(/^\uFEFF/, "").trimStart();
    if (line === "" || line.startsWith("#")) return;
    const [key = ""] = line.split("=", 1);
    if (key === "" || /[ \t]/.test(key)) {
      const problem = `expected the name of a variable, got ${JSON.stringify(key)}`;
      problems.push({ line: index + 1, problem });
      return;
    }
    const value = key.length < line.length ? line.slice(key.length + 1) : lookup(key);
    if (value !== undefined) variables.set(key, value);
  });
  return { variables, problems };
}
