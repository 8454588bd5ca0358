import { isUnknown, type CheckFailure } from "../resource";
import { nearest } from "../../../model/nearest";

/**
 * Checks one input. Unknown values pass: they are checked again once they are known.
 * A rule reports through `fail`, so that all mistakes of a resource come out at once.
 */
export type Rule = (value: unknown, path: string, fail: (failure: CheckFailure) => void) => void;

/** One rule for each property of `T`: a property that the SDK adds or renames is a compile error. */
export type RulesFor<T> = { readonly [K in keyof Required<T>]: Rule };

/** What is wrong with a value, or undefined. */
export type Test<V> = (value: V) => string | undefined;

function rule<V>(
  is: (value: unknown) => value is V,
  kind: string,
  tests: readonly Test<V>[],
): Rule {
  return (value, path, fail) => {
    if (isUnknown(value)) return;
    if (!is(value)) {
      fail({ property: path, reason: `expected ${kind}, got ${describe(value)}` });
      return;
    }
    for (const test of tests) {
      const reason = test(value);
      if (reason !== undefined) {
        fail({ property: path, reason });
        return;
      }
    }
  };
}

export function text(...tests: Test<string>[]): Rule {
  return rule((value) => typeof value === "string", "a text", tests);
}

export function flag(): Rule {
  return rule((value) => typeof value === "boolean", "true or false", []);
}

export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): Rule {
  return rule((value) => typeof value === "number", "a number", [
    (value) => {
      if (Number.isInteger(value) && value >= min && value <= max) return undefined;
      const range =
        max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      return `expected a whole number ${range}, got ${value}`;
    },
  ]);
}

export function listOf(element: Rule, options: { nonEmpty?: boolean } = {}): Rule {
  return (value, path, fail) => {
    if (isUnknown(value)) return;
    if (!Array.isArray(value)) {
      fail({ property: path, reason: `expected a list, got ${describe(value)}` });
      return;
    }
    if (options.nonEmpty && value.length === 0)
      fail({ property: path, reason: "expected at least one entry, got an empty list" });
    value.forEach((item, index) => {
      if (item === undefined || item === null)
        fail({ property: `${path}[${index}]`, reason: "expected a value, got nothing" });
      else element(item, `${path}[${index}]`, fail);
    });
  };
}

export function mapOf(element: Rule, keys?: Test<string>): Rule {
  return (value, path, fail) => {
    if (isUnknown(value)) return;
    if (!isObject(value)) {
      fail({ property: path, reason: `expected a map of names to texts, got ${describe(value)}` });
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      const at = `${path}[${JSON.stringify(key)}]`;
      const reason = keys?.(key);
      if (reason !== undefined) fail({ property: at, reason });
      if (item !== undefined && item !== null) element(item, at, fail);
    }
  };
}

/** An object with exactly these properties; `required` must be there. */
export function objectOf<T>(
  rules: RulesFor<T>,
  required: readonly (keyof T & string)[] = [],
  whole?: (value: Partial<T>, path: string, fail: (failure: CheckFailure) => void) => void,
): Rule {
  return (value, path, fail) => {
    if (isUnknown(value)) return;
    if (!isObject(value)) {
      fail({ property: path, reason: `expected an object, got ${describe(value)}` });
      return;
    }
    checkProperties(value, rules, required, path, fail);
    whole?.(value as Partial<T>, path, fail);
  };
}

/** Checks the properties of an object, and that it has no others. */
export function checkProperties(
  value: Record<string, unknown>,
  rules: Readonly<Record<string, Rule>>,
  required: readonly string[],
  path: string,
  fail: (failure: CheckFailure) => void,
): void {
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  for (const [name, item] of Object.entries(value)) {
    const own = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (name.startsWith("__")) continue; // bookkeeping of the engine and of plugins
    if (own === undefined) {
      const near = nearest(name, Object.keys(rules));
      fail({
        property: at(name),
        reason: `unknown property${near ? `; did you mean \`${near}\`?` : ""}`,
      });
    } else if (item !== undefined && item !== null) own(item, at(name), fail);
  }
  for (const name of required)
    if (value[name] === undefined || value[name] === null)
      fail({ property: at(name), reason: "is required" });
}

/** Refuses a property, where it is set, with a sentence. */
export function refused(reason: string): Rule {
  return (value, path, fail) => {
    if (value !== undefined && value !== null) fail({ property: path, reason });
  };
}

export function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  // Texts aren't shown: they may be secrets of a property that was meant to hold something else.
  if (typeof value === "string") return "a text";
  if (typeof value === "number" || typeof value === "boolean") return `${typeof value} ${value}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
