import { joinPath, show } from "../../mistakes";
import { formatDockerDuration, parseDockerDuration } from "../../docker-duration";
import { splitCommand } from "../canonical/split-command";
import type { Findings } from "../findings";
import { isNull, plain, textOf, type Node } from "../node";

/** Takes the canonical value of an attribute out of a file; undefined where it says nothing. */
export interface Field<T> {
  (node: Node, path: string, findings: Findings): T | undefined;
  /** The attributes of an object. */
  readonly fields?: Fields;
  /** What the items of a list, or the values of a mapping with free keys, are. */
  readonly item?: Field<unknown>;
}

export interface Fields {
  readonly [attribute: string]: Field<unknown>;
}

/** The object that a table of fields describes. */
export type Decoded<F extends Fields> = {
  [K in keyof F]?: Exclude<ReturnType<F[K]>, undefined>;
};

type Extensions = Record<`x-${string}`, unknown>;

function wrong(node: Node, path: string, findings: Findings, expected: string): undefined {
  findings.mistake(node.at, path, `expected ${expected}, got ${show(plain(node))}`);
  return undefined;
}

/** Text. Nothing where it is empty. */
export const text: Field<string> = (node) => textOf(node) || undefined;

/** Text that counts when it is empty, too. */
export const anyText: Field<string> = (node) => textOf(node) ?? "";

/** A value of a variable: `null` where it is left to the environment and that has none. */
export const variable: Field<string | null> = (node) => textOf(node) ?? null;

/** Any plain data. */
export const data: Field<unknown> = (node) => (isNull(node) ? undefined : plain(node));

function number(
  node: Node,
  path: string,
  findings: Findings,
  isWhole: boolean,
): number | undefined {
  const value = textOf(node);
  if (value === undefined) return undefined;
  const parsed = value.trim() === "" ? NaN : Number(value);
  if (isWhole ? Number.isSafeInteger(parsed) : Number.isFinite(parsed)) return parsed;
  return wrong(node, path, findings, isWhole ? "a whole number" : "a number");
}

/** A whole number, 0 included. */
export const whole: Field<number> = (node, path, findings) => number(node, path, findings, true);

/** A whole number of which 0 means nothing. */
export const wholeNotZero: Field<number> = (...args) => whole(...args) || undefined;

/** A number of which 0 means nothing. */
export const numberNotZero: Field<number> = (node, path, findings) =>
  number(node, path, findings, false) || undefined;

/** True or false. */
export const flag: Field<boolean> = (node, path, findings) => {
  const value = textOf(node);
  if (value === undefined) return undefined;
  if (/^(true|y|yes|on)$/i.test(value)) return true;
  if (/^(false|n|no|off)$/i.test(value)) return false;
  return wrong(node, path, findings, "true or false");
};

/** A flag of which false is the same as nothing. */
export const trueOrNothing: Field<boolean> = (...args) => flag(...args) || undefined;

const SIZE = /^(\d+(?:\.\d+)?|\.\d+) ?(?:([kmgtp])?i?b?)$/i;
const POWERS = "kmgtp";

/** Bytes, as Compose prints them: a decimal number in text. `64m` is 64 MiB. */
export const bytes: Field<string> = (node, path, findings) => {
  const value = textOf(node);
  if (value === undefined) return undefined;
  if (/^-?\d+$/.test(value)) return Number(value) === 0 ? undefined : value;
  const found = SIZE.exec(value);
  if (found === null) return wrong(node, path, findings, "a size such as 64m or 1.5gb");
  const power = found[2] === undefined ? 0 : POWERS.indexOf(found[2].toLowerCase()) + 1;
  return `${Math.trunc(Number(found[1]) * 1024 ** power)}`;
};

/** A duration as Go prints it (`1m30s`); Compose reads days and weeks as well. */
export const duration: Field<string> = (node, path, findings) => {
  const value = textOf(node);
  if (value === undefined) return undefined;
  const hours = value.replace(/(\d+(?:\.\d+)?)([dw])/g, (_, count: string, unit: string) => {
    return `${Number(count) * (unit === "d" ? 24 : 168)}h`;
  });
  const nanoseconds = parseDockerDuration(hours);
  if (nanoseconds === undefined) return wrong(node, path, findings, "a duration such as 1m30s");
  return formatDockerDuration(nanoseconds);
};

/** A duration of which 0 means nothing. */
export const durationNotZero: Field<string> = (...args) => {
  const value = duration(...args);
  return value === "0s" ? undefined : value;
};

/** The mode of a file: octal text, or a number that YAML has read. */
export const fileMode: Field<string> = (node, path, findings) => {
  if (node.kind !== "scalar" || node.value === null) return undefined;
  const mode = typeof node.value === "number" ? node.value : parseInt(String(node.value), 8);
  const isRight = typeof node.value === "number" || /^[0-7]+$/.test(String(node.value));
  return isRight
    ? `0${mode.toString(8)}`
    : wrong(node, path, findings, "an octal file mode such as 0440");
};

/** The words of a command; `[]` where it is empty on purpose. */
export const command: Field<string[]> = (node, path, findings) => {
  if (node.kind === "list") return node.items.map((item) => textOf(item) ?? "");
  const line = textOf(node);
  if (line === undefined) return undefined;
  const { words, leftOut, problem } = splitCommand(line);
  if (problem !== undefined) findings.mistake(node.at, path, problem);
  if (leftOut !== undefined)
    findings.warning(
      node.at,
      path,
      `there is no shell, so that all from ${show(leftOut)} on is left out, as Docker Compose does; write ["sh", "-c", "…"]`,
    );
  return words;
};

/** A test of health: text is a command of the shell. */
export const healthTest: Field<string[]> = (node) => {
  if (node.kind === "list") return node.items.map((item) => textOf(item) ?? "");
  const line = textOf(node);
  return line === undefined ? undefined : ["CMD-SHELL", line];
};

/** The items of a list. Nothing where there are none. */
export function list<T>(item: Field<T>): Field<T[]> {
  const decode: Field<T[]> = (node, path, findings) => {
    if (node.kind !== "list") return undefined;
    const items = node.items.flatMap(
      (each, index) => item(each, joinPath(path, index), findings) ?? [],
    );
    return items.length === 0 ? undefined : items;
  };
  return Object.assign(decode, { item });
}

export const texts: Field<string[]> = list(anyText);

/** Texts in order: what counts is which there are. */
export const sortedTexts: Field<string[]> = (...args) => texts(...args)?.sort();

/** A mapping with keys of the user's. Nothing where it is empty. */
export function record<T>(value: Field<T>): Field<Record<string, T>> {
  const decode: Field<Record<string, T>> = (node, path, findings) => {
    if (node.kind !== "map" || node.entries.size === 0) return undefined;
    const entries = [...node.entries].flatMap(([key, entry]): [string, T][] => {
      const decoded = value(entry, joinPath(path, key), findings);
      return decoded === undefined ? [] : [[key, decoded]];
    });
    return Object.fromEntries(entries);
  };
  return Object.assign(decode, { item: value });
}

export const labels: Field<Record<string, string>> = record(anyText);

/** An object with known keys and `x-` extensions. The schema has made sure that there are no others. */
export function shape<F extends Fields>(fields: F): Field<Decoded<F> & Extensions> {
  const decode: Field<Decoded<F> & Extensions> = (node, path, findings) => {
    if (node.kind !== "map") return undefined;
    const object: Record<string, unknown> = {};
    for (const [key, entry] of node.entries) {
      if (key.startsWith("x-")) object[key] = plain(entry);
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      const value = field?.(entry, joinPath(path, key), findings);
      if (value !== undefined) object[key] = value;
    }
    return object as Decoded<F> & Extensions;
  };
  return Object.assign(decode, { fields });
}

/** A shape of which nothing at all means `null`: it is there, and says nothing. */
export function shapeOrNull<F extends Fields>(fields: F): Field<(Decoded<F> & Extensions) | null> {
  const inner = shape(fields);
  const decode: Field<(Decoded<F> & Extensions) | null> = (node, path, findings) =>
    isNull(node) ? null : inner(node, path, findings);
  return Object.assign(decode, { fields });
}

/** A field with a value where the file says nothing. */
export function withDefaults<T extends object>(field: Field<T>, defaults: Partial<T>): Field<T> {
  return like(field, (...args) => {
    const value = field(...args);
    return value === undefined ? undefined : { ...defaults, ...value };
  });
}

/** A field that takes the attributes of `field` in a way of its own. */
export function like<T>(field: Field<unknown>, decode: Field<T>): Field<T> {
  return Object.assign(decode, { fields: field.fields, item: field.item });
}
