import { createHash } from "node:crypto";
import { Liquid, type LiquidError } from "liquidjs";
import type { Findings } from "../compose/findings";
import { didYouMean } from "../nearest";
import { NotKnownYet } from "./later-value";
import { ValueMarks } from "./value-marks";

/** A template with its values filled in: YAML in which each value stands as a mark. */
export interface Rendered {
  text: string;
  /** The template's line that a line of `text` comes from. */
  lineOf(line: number): number;
  marks: ValueMarks;
}

/** What writes past the marks, or reads other files. */
const WITHHELD_TAGS = [
  ...["block", "capture", "cycle", "decrement", "echo", "include", "increment", "layout"],
  ...["liquid", "render", "tablerow"],
];

/** Fills values into a template in the Liquid language; undefined after a mistake, of which all are told. */
export function renderTemplate(
  file: string,
  source: string,
  values: Readonly<Record<string, unknown>>,
  findings: Findings,
): Rendered | undefined {
  const marks = new ValueMarks();
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    jsTruthy: true,
    catchAllErrors: true,
    outputEscape: (value) => marks.put(value),
  });
  for (const tag of WITHHELD_TAGS) delete liquid.tags[tag];
  delete liquid.filters["raw"];
  liquid.registerFilter("hash", hash);
  try {
    const text = liquid.parseAndRenderSync(withLineNumbers(source), { ...values }) as string;
    return { ...withoutLineNumbers(text), marks };
  } catch (error) {
    for (const each of flattened(error)) {
      const line = each.token?.getPosition()[0] ?? 1;
      findings.mistake({ file, line }, "", sentence(each, Object.keys(values)));
    }
    return undefined;
  }
}

/** For an annotation that changes with its values: `checksum: {{ data | hash }}`. */
function hash(...values: unknown[]): string {
  return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);
}

function sentence(error: LiquidError, names: readonly string[]): string {
  const { cause, message } = causeOf(error);
  if (cause instanceof NotKnownYet) return cause.message;
  const missing = /^undefined variable: (.*)$/.exec(message)?.[1];
  if (missing !== undefined)
    return `"${missing}" has no value${didYouMean(missing, names) || `; give it one in "values", null where there is none`}`;
  return `isn't a valid template: ${message.replace(/, (file|line):.*$/s, "")}`;
}

/** Each error that the library has collected, from inside of loops and conditions too. */
function flattened(error: unknown): LiquidError[] {
  const { errors, originalError, token } = error as Collected;
  const inner = errors ?? (originalError as Collected | undefined)?.errors;
  if (inner !== undefined) return inner.flatMap(flattened);
  if (token === undefined) throw error;
  return [error as LiquidError];
}

interface Collected {
  errors?: unknown[];
  originalError?: unknown;
  token?: unknown;
}

function causeOf(error: Error & { originalError?: Error }): { cause: Error; message: string } {
  let cause: Error & { originalError?: Error } = error;
  while (cause.originalError instanceof Error) cause = cause.originalError;
  return { cause, message: cause.message };
}

/** Around a line's number. No file has these characters, which mean nothing in Unicode. */
const OPEN = "\u{E004}";
const CLOSE = "\u{E005}";
const NUMBER = new RegExp(`${OPEN}(\\d+)${CLOSE}`, "gu");
/** What is no text of the template: values count as text. */
const TAGS = /(\{%[\s\S]*?%\})/;

/**
 * What stands on a line begins with the line's number, so that YAML which loops and conditions made is told by it. Lines
 * that hold nothing but tags have none, for whatever trims them.
 */
function withLineNumbers(source: string): string {
  let line = 1;
  const parts = source.split(TAGS).map((part, index) => {
    const first = line;
    line += part.split("\n").length - 1;
    return index % 2 === 0 ? numbered(part, first) : part;
  });
  return parts.join("");
}

function numbered(text: string, first: number): string {
  const lines = text.split("\n").map((each, index) => {
    const start = each.search(/\S/);
    // Before a value that trims what is before it, the number would be in the way.
    if (start < 0 || each.startsWith("{{-", start)) return each;
    return `${each.slice(0, start)}${OPEN}${first + index}${CLOSE}${each.slice(start)}`;
  });
  return lines.join("\n");
}

function withoutLineNumbers(text: string): { text: string; lineOf(line: number): number } {
  const sources: number[] = [];
  const lines = text.split("\n").map((line) => {
    const found = NUMBER.exec(line)?.[1];
    NUMBER.lastIndex = 0;
    sources.push(found === undefined ? (sources.at(-1) ?? 1) : Number(found));
    return line.replace(NUMBER, "");
  });
  return { text: lines.join("\n"), lineOf: (line) => sources[line - 1] ?? line };
}
