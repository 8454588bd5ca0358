import type { Mistake } from "./mistakes";
import { joinPath, show } from "./mistakes";
import { didYouMean } from "./nearest";

/** What is known of a host before `up`. */
export interface HostTraits {
  readonly name: string;
  readonly roles: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly region?: string;
}

/** A text, with `*` for any letters; of several, one must fit. */
export type Pattern = string | readonly string[];

/** Which hosts are meant. All that is given must fit; an empty selector means every host. */
export interface Selector {
  readonly name?: Pattern;
  /** Fits where one of the host's roles does. */
  readonly role?: Pattern;
  readonly environment?: Pattern;
  readonly region?: Pattern;
  /** Each of these labels must be there and fit. */
  readonly labels?: Readonly<Record<string, Pattern>>;
  readonly and?: readonly Selector[];
  readonly or?: readonly Selector[];
  readonly not?: Selector;
}

const TRAITS = ["name", "role", "environment", "region"] as const;
type Trait = (typeof TRAITS)[number];
const KEYS = [...TRAITS, "labels", "and", "or", "not"] as const;

export function matches(host: HostTraits, selector: Selector): boolean {
  return (
    TRAITS.every((trait) => fits(selector[trait], valuesOf(host, trait))) &&
    Object.entries(selector.labels ?? {}).every(([label, pattern]) =>
      fits(pattern, Object.hasOwn(host.labels, label) ? [host.labels[label]!] : []),
    ) &&
    (selector.and ?? []).every((each) => matches(host, each)) &&
    (selector.or === undefined || selector.or.some((each) => matches(host, each))) &&
    (selector.not === undefined || !matches(host, selector.not))
  );
}

/** All mistakes in a selector that came without types, from JavaScript or a file. */
export function selectorMistakes(selector: unknown, path = ""): Mistake[] {
  if (typeof selector !== "object" || selector === null || Array.isArray(selector))
    return [{ path, problem: `expected an object such as { role: "web" }, got ${show(selector)}` }];
  return Object.entries(selector as Record<string, unknown>).flatMap(([key, value]) => {
    const at = joinPath(path, key);
    if (value === undefined) return [];
    if (key === "not") return selectorMistakes(value, at);
    if (key === "and" || key === "or")
      return Array.isArray(value)
        ? value.flatMap((each, index) => selectorMistakes(each, joinPath(at, index)))
        : [{ path: at, problem: `expected a list of selectors, got ${show(value)}` }];
    if (key === "labels")
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([label, each]) =>
            patternMistakes(each, joinPath(at, label)),
          )
        : [{ path: at, problem: `expected an object of labels, got ${show(value)}` }];
    if ((TRAITS as readonly string[]).includes(key)) return patternMistakes(value, at);
    return [{ path: at, problem: `hosts have no such trait${didYouMean(key, KEYS)}` }];
  });
}

/**
 * The command line's words for a selector: `role=web,region=eu-*` (both), `role=web|api` (either), `region!=us`,
 * `label.rack=b`, `web-1` or `web-*` (by name), `*` (all). Several texts: any of them.
 *
 * @returns the selector, or what is wrong with the text.
 */
export function parseSelector(texts: readonly string[]): Selector | { problem: string } {
  const selectors: Selector[] = [];
  for (const text of texts) {
    const terms: Selector[] = [];
    for (const word of text.split(",")) {
      const term = parseTerm(word.trim());
      if ("problem" in term) return { problem: `"${text}": ${term.problem}` };
      terms.push(term);
    }
    selectors.push(terms.length === 1 ? terms[0]! : { and: terms });
  }
  return selectors.length === 1 ? selectors[0]! : { or: selectors };
}

function parseTerm(word: string): Selector | { problem: string } {
  const { key, not, value } = /^(?<key>[^=!]+)(?<not>!?)=(?<value>.*)$/.exec(word)?.groups ?? {};
  if (key === undefined) {
    if (word === "" || /[=!|]/.test(word))
      return { problem: `expected a host's name or TRAIT=VALUE, got ${show(word)}` };
    return { name: word };
  }
  const values = value!.split("|");
  if (values.includes("")) return { problem: `expected a value after "${key}${not}="` };
  const pattern = values.length === 1 ? values[0]! : values;
  const label = /^label\.(.+)$/.exec(key)?.[1];
  if (label === undefined && !(TRAITS as readonly string[]).includes(key))
    return {
      problem: `hosts have no trait "${key}"${didYouMean(key, TRAITS)}; there are ${TRAITS.join(", ")} and label.NAME`,
    };
  const term: Selector =
    label === undefined ? { [key]: pattern } : { labels: { [label]: pattern } };
  return not === "!" ? { not: term } : term;
}

function valuesOf(host: HostTraits, trait: Trait): readonly string[] {
  if (trait === "role") return host.roles;
  const value = host[trait];
  return value === undefined ? [] : [value];
}

function fits(pattern: Pattern | undefined, values: readonly string[]): boolean {
  if (pattern === undefined) return true;
  const patterns = typeof pattern === "string" ? [pattern] : pattern;
  return patterns.some((each) => values.some((value) => glob(each).test(value)));
}

/** What a text with `*` for any letters stands for. */
export function glob(pattern: string): RegExp {
  const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`, "s");
}

function patternMistakes(value: unknown, path: string): Mistake[] {
  const fine =
    (typeof value === "string" && value !== "") ||
    (Array.isArray(value) &&
      value.length > 0 &&
      value.every((each) => typeof each === "string" && each !== ""));
  return fine ? [] : [{ path, problem: `expected a text or a list of texts, got ${show(value)}` }];
}
