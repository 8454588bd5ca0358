/** Compose's way to put variables into text: `${A}`, `${A:-x}`, `${A-x}`, `${A:?m}`, `${A?m}`, `${A:+x}`, `${A+x}`, `$$`. */

/** The value of a variable; undefined where it isn't set. */
export type Lookup = (name: string) => string | undefined;

export interface Interpolated {
  text: string;
  /** Sentences about what is wrong with the text, or with the variables that it wants. */
  problems: string[];
  /** Variables without a value and without a default: the text has nothing in their place. */
  unset: string[];
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-?+]/y;

export function interpolate(template: string, lookup: Lookup): Interpolated {
  const scan = new Scan(template, lookup);
  const text = scan.whole();
  return { text, problems: scan.problems, unset: scan.unset };
}

class Scan {
  readonly problems: string[] = [];
  readonly unset: string[] = [];
  private position = 0;

  constructor(
    private readonly template: string,
    private readonly lookup: Lookup,
  ) {}

  whole(): string {
    let text = "";
    while (this.position < this.template.length) text += this.next(false);
    return text;
  }

  /** What is before the `}` that closes a variable; braces in it come in pairs. `dry` text asks for no variables. */
  private operand(dry: boolean): string {
    let text = "";
    for (let depth = 0; this.position < this.template.length;) {
      const character = this.template[this.position];
      if (character === "}" && depth-- === 0) break;
      if (character === "{") depth++;
      text += this.next(dry);
    }
    return text;
  }

  private next(dry: boolean): string {
    if (this.template[this.position] === "$") return this.dollar(dry);
    return this.template[this.position++]!;
  }

  private dollar(dry: boolean): string {
    this.position++;
    const next = this.template[this.position];
    if (next === "$") {
      this.position++;
      return "$";
    }
    if (next === "{") return this.braced(dry);
    const name = this.match(NAME);
    // A dollar before anything else is a dollar: `$1`, or one at the end.
    return name === undefined ? "$" : this.plain(name, dry);
  }

  private braced(dry: boolean): string {
    const start = this.position - 1;
    this.position++;
    const name = this.match(NAME);
    const operator = name === undefined ? undefined : this.match(OPERATOR);
    if (name === undefined || (operator === undefined && this.template[this.position] !== "}"))
      return this.invalid(start);
    const value =
      operator === undefined ? this.plain(name, dry) : this.operate(name, operator, dry);
    if (this.template[this.position] !== "}") return this.invalid(start);
    this.position++;
    return value;
  }

  /** The operand counts only where the operator takes it: `${A:-${B:?}}` asks for B only without A. */
  private operate(name: string, operator: string, dry: boolean): string {
    const value = this.lookup(name);
    const there = value !== undefined && (operator.length === 1 || value !== "");
    const kind = operator.at(-1)!;
    const takes = kind === "+" ? there : !there;
    const operand = this.operand(dry || !takes);
    if (dry) return "";
    if (kind === "?" && !there) {
      const state = value === undefined ? "isn't set" : "is empty";
      this.problems.push(`needs the variable ${name}, which ${state}${operand && `: ${operand}`}`);
      return "";
    }
    return takes ? operand : (value ?? "");
  }

  private plain(name: string, dry: boolean): string {
    const value = this.lookup(name);
    if (value === undefined && !dry) this.unset.push(name);
    return value ?? "";
  }

  private invalid(start: number): string {
    const shown = this.template.slice(start).split("\n")[0]!;
    this.problems.push(
      `has a variable that can't be read, ${JSON.stringify(shown)}; write $$ for a dollar that is meant`,
    );
    this.position = this.template.length;
    return "";
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.template)?.[0];
    this.position += found?.length ?? 0;
    return found;
  }
}
