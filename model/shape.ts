import { isLater } from "./later";
import { joinPath, show, type Mistake } from "./mistakes";
import { nearest } from "./nearest";

/**
 * Checks `value` and adds what is wrong with it to `mistakes`. Every check passes by what is undefined
 * (see {@link required}) or only known later.
 */
export type Check = (value: unknown, path: string, mistakes: Mistake[]) => void;

function leaf(expected: string, isRight: (value: unknown) => boolean): Check {
  return (value, path, mistakes) => {
    if (value === undefined || isLater(value) || isRight(value)) return;
    mistakes.push({
      path,
      problem: `expected ${expected}, got ${show(value)}`,
      discreet: `expected ${expected}, got something else`,
    });
  };
}

/** Text that `isRight` accepts. */
export function text(expected = "text", isRight: (value: string) => boolean = () => true): Check {
  return leaf(expected, (value) => typeof value === "string" && isRight(value));
}

/** Text that may be secret: messages never show it. */
export function secretText(expected = "text"): Check {
  return (value, path, mistakes) => {
    if (value === undefined || isLater(value) || typeof value === "string") return;
    mistakes.push({ path, problem: `expected ${expected}, got a secret value of another type` });
  };
}

export function whole(min: number, max: number): Check {
  return leaf(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
  );
}

export function atLeast(min: number): Check {
  return leaf(
    `a number of ${min} or more`,
    (value) => typeof value === "number" && Number.isFinite(value) && value >= min,
  );
}

export function wholeAtLeast(min: number): Check {
  return leaf(
    `a whole number of ${min} or more`,
    (value) => Number.isSafeInteger(value) && (value as number) >= min,
  );
}

export const flag: Check = leaf("true or false", (value) => typeof value === "boolean");

export function oneOf(...choices: string[]): Check {
  const list = choices.map((choice) => JSON.stringify(choice));
  const expected = `${list.slice(0, -1).join(", ")} or ${list.at(-1)}`;
  return leaf(expected, (value) => typeof value === "string" && choices.includes(value));
}

/** A check by a predicate, for what the others don't cover. */
export function such(expected: string, isRight: (value: unknown) => boolean): Check {
  return leaf(expected, isRight);
}

export function required(check: Check, expected: string): Check {
  return (value, path, mistakes) => {
    if (value === undefined) mistakes.push({ path, problem: `expected ${expected}, got nothing` });
    else check(value, path, mistakes);
  };
}

export function list(item: Check, options: { notEmpty?: boolean } = {}): Check {
  return (value, path, mistakes) => {
    if (value === undefined || isLater(value)) return;
    if (!Array.isArray(value) || (options.notEmpty === true && value.length === 0)) {
      const expected = options.notEmpty === true ? "a list that isn't empty" : "a list";
      mistakes.push({ path, problem: `expected ${expected}, got ${show(value)}` });
      return;
    }
    value.forEach((entry: unknown, index) => {
      const at = joinPath(path, index);
      if (entry === undefined || entry === null)
        mistakes.push({ path: at, problem: `expected a value, got ${show(entry)}` });
      else item(entry, at, mistakes);
    });
  };
}

/** An object with any keys that `isKey` accepts. */
export function record(expectedKey: string, isKey: (key: string) => boolean, value: Check): Check {
  return (entries, path, mistakes) => {
    if (!isObject(entries, path, mistakes)) return;
    for (const [key, entry] of Object.entries(entries)) {
      const at = joinPath(path, key);
      if (!isKey(key))
        mistakes.push({ path: at, problem: `expected ${expectedKey}, got ${show(key)}` });
      else value(entry, at, mistakes);
    }
  };
}

/** An object with known keys only; a misspelt one gets the nearest suggestion. */
export function shape(properties: Readonly<Record<string, Check>>): Check {
  return (value, path, mistakes) => {
    if (!isObject(value, path, mistakes)) return;
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(properties, key)) continue;
      mistakes.push({
        path: joinPath(path, key),
        problem: unknownKey(Object.keys(properties), key),
      });
    }
    for (const [key, check] of Object.entries(properties))
      check((value as Record<string, unknown>)[key], joinPath(path, key), mistakes);
  };
}

/** `not known; did you mean "replicas"?` */
export function unknownKey(known: readonly string[], key: string): string {
  const guess = nearest(key, known);
  if (guess !== undefined) return `isn't known; did you mean "${guess}"?`;
  return `isn't known; expected one of ${[...known].sort().join(", ")}`;
}

function isObject(value: unknown, path: string, mistakes: Mistake[]): value is object {
  if (value === undefined || isLater(value)) return false;
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return true;
  mistakes.push({ path, problem: `expected an object, got ${show(value)}` });
  return false;
}
