import { containsUnknown, isUnknown, type Props } from "../../runtime/resource";

/** A difference below one property; `path` starts with the property's name. */
export interface Difference {
  path: string;
  kind: "add" | "delete" | "update";
}

/** Compares two values of a property, without regard to spelling, order or defaults that mean the same. */
export interface Comparison {
  /** The one form that equal values share. `undefined` stands for "not set" and for the default. */
  canonical(value: unknown, inputs: Props): unknown;
  differences(
    path: string,
    before: unknown,
    after: unknown,
    inputs: { before: Props; after: Props },
  ): Difference[];
}

type Canonical = (value: unknown, inputs: Props) => unknown;

/** A value as a whole; `fallback` is what Docker takes where it is left out. */
export function scalar(canonical: Canonical = (value) => value, fallback?: unknown): Comparison {
  const form: Canonical = (value, inputs) => {
    if (isUnknown(value)) return value;
    const found = canonical(value ?? undefined, inputs);
    return isSame(found, fallback) ? undefined : (found ?? undefined);
  };
  return {
    canonical: form,
    differences: (path, before, after, inputs) =>
      whole(path, form(before, inputs.before), form(after, inputs.after)),
  };
}

/** A value that doesn't count as a change, whatever it is. */
export const uncompared: Comparison = { canonical: () => undefined, differences: () => [] };

/** A list whose order counts. */
export function orderedList(canonical: (element: unknown) => unknown = (each) => each): Comparison {
  const elements = (value: unknown) => asList(value).map(canonical);
  return {
    canonical: (value) => emptyAsUndefined(isUnknown(value) ? value : elements(value)),
    differences: (path, before, after) => {
      if (isUnknown(after)) return [{ path, kind: "update" }];
      const old = elements(before);
      const now = elements(after);
      const found: Difference[] = [];
      for (let index = 0; index < Math.max(old.length, now.length); index++)
        found.push(...whole(`${path}[${index}]`, old[index], now[index]));
      return found;
    },
  };
}

/**
 * A list whose order does not count. `key` tells which elements of the two lists are the same thing changed,
 * so that the difference is shown at that element.
 */
export function unorderedList(
  canonical: (element: unknown) => unknown,
  key: (canonicalElement: unknown) => string,
): Comparison {
  const entries = (value: unknown) =>
    asList(value).map((element, index) => ({ index, value: canonical(element) }));
  return {
    canonical: (value) =>
      isUnknown(value)
        ? value
        : emptyAsUndefined(
            entries(value)
              .map((entry) => entry.value)
              .sort((a, b) => compareText(stableText(a), stableText(b))),
          ),
    differences: (path, before, after) => {
      if (isUnknown(after)) return [{ path, kind: "update" }];
      const old = entries(before);
      const now = entries(after).filter((entry) => {
        if (containsUnknown(entry.value)) return true;
        const twin = old.findIndex((each) => isSame(each.value, entry.value));
        if (twin >= 0) old.splice(twin, 1);
        return twin < 0;
      });
      const found: Difference[] = [];
      for (const entry of now) {
        const name = isUnknown(entry.value) ? undefined : key(entry.value);
        const match = old.findIndex((each) => name !== undefined && key(each.value) === name);
        if (match >= 0) old.splice(match, 1);
        found.push({ path: `${path}[${entry.index}]`, kind: match >= 0 ? "update" : "add" });
      }
      // An unknown element may be any of those that seem to be gone.
      for (const entry of old) found.push({ path: `${path}[${entry.index}]`, kind: "delete" });
      return found;
    },
  };
}

/** Names to values. */
export function mapping(canonical: (value: unknown) => unknown = (value) => value): Comparison {
  const entries = (value: unknown): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries((value ?? {}) as Record<string, unknown>)
        .filter(([, each]) => each !== undefined && each !== null)
        .map(([name, each]) => [name, isUnknown(each) ? each : canonical(each)]),
    );
  return {
    canonical: (value) => {
      if (isUnknown(value)) return value;
      const found = entries(value);
      return Object.keys(found).length === 0 ? undefined : found;
    },
    differences: (path, before, after) => {
      if (isUnknown(after)) return [{ path, kind: "update" }];
      const old = entries(before);
      const now = entries(after);
      return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) =>
        whole(member(path, name), old[name], now[name]),
      );
    },
  };
}

/** An object, each property compared in its own way. Left out is the same as empty. */
export interface Structure extends Comparison {
  readonly members: Readonly<Record<string, Comparison>>;
}

export function structure(members: Readonly<Record<string, Comparison>>): Structure {
  return {
    members,
    canonical: (value, inputs) => {
      if (isUnknown(value)) return value;
      const found: Props = {};
      for (const [name, comparison] of Object.entries(members)) {
        const form = comparison.canonical((value as Props | undefined)?.[name], inputs);
        if (form !== undefined) found[name] = form;
      }
      return Object.keys(found).length === 0 ? undefined : found;
    },
    differences: (path, before, after, inputs) => {
      if (isUnknown(after)) return [{ path, kind: "update" }];
      return Object.entries(members).flatMap(([name, comparison]) =>
        comparison.differences(
          `${path}.${name}`,
          (before as Props | undefined)?.[name],
          (after as Props | undefined)?.[name],
          inputs,
        ),
      );
    },
  };
}

function whole(path: string, before: unknown, after: unknown): Difference[] {
  if (!containsUnknown(after) && isSame(before, after)) return [];
  const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
  return [{ path, kind }];
}

function member(path: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function emptyAsUndefined(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

export function isSame(a: unknown, b: unknown): boolean {
  return stableText(a) === stableText(b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** JSON with sorted keys and without undefined members: the same text for the same value. */
export function stableText(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === "object" && each !== null && !Array.isArray(each) && !isUnknown(each)
        ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => compareText(one, other)))
        : each,
    ) ?? "undefined"
  );
}
