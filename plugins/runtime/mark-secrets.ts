import { deepEqual } from "./deep-equal";
import { parsePath, valueAt, type PathPart } from "./property-path";
import { isUnknown, type Props } from "./resource";
import { Secret } from "./secret";
import type { SecretMark } from "./secret-record";

export interface MarkRules {
  /**
   * What is secret in the inputs. One that isn't found again at its path, with its value, makes the whole top-level
   * property secret: it may have moved inside it.
   */
  inputs?: readonly SecretMark[];
  /** What was secret before. It stays secret where it is unchanged. */
  olds?: readonly SecretMark[];
  /** Paths that are always secret; `[*]` is every item of a list. */
  always?: readonly string[];
  /** Strings that must not show: any string (or map with a key) that contains one is secret. */
  words?: readonly string[];
}

/** Shorter words aren't looked for inside other outputs: they would be found by chance. */
const MIN_WORD_LENGTH = 6;

/** Puts {@link Secret} around what `rules` say; leaves `props` as it is. */
export function markSecrets(props: Props, rules: MarkRules): Props {
  const words = (rules.words ?? []).filter((word) => word.length >= MIN_WORD_LENGTH);
  const places = new Places();
  for (const text of rules.always ?? [])
    for (const path of everyItem(props, parsePath(text)))
      if (valueAt(props, path) !== undefined) places.add(path);
  for (const mark of rules.inputs ?? []) {
    if (isThere(props, mark)) places.add(mark.path);
    else if (has(props, mark.path[0])) places.add([mark.path[0]!]);
  }
  for (const mark of rules.olds ?? []) if (isThere(props, mark)) places.add(mark.path);
  if (places.empty && words.length === 0) return props;
  return Object.fromEntries(
    Object.entries(props).map(([key, value]) => {
      const place = contains(key, words) ? ALL : places.at(key);
      return [key, wrap(value, place, words)];
    }),
  );
}

function has(props: Props, name: PathPart | undefined): boolean {
  return name !== undefined && Object.hasOwn(props, name) && props[name] !== undefined;
}

function isThere(props: Props, mark: SecretMark): boolean {
  const value = valueAt(props, mark.path);
  return value !== undefined && deepEqual(value, mark.value);
}

/** A path for each item of the lists that it goes through by `*`. */
function everyItem(props: Props, path: readonly PathPart[]): (readonly PathPart[])[] {
  const at = path.indexOf("*");
  if (at < 0) return [path];
  const list = valueAt(props, path.slice(0, at));
  if (!Array.isArray(list)) return [];
  return list.flatMap((_, index) =>
    everyItem(props, [...path.slice(0, at), index, ...path.slice(at + 1)]),
  );
}

/** Paths as a tree. */
class Places {
  secret = false;
  private readonly children = new Map<PathPart, Places>();

  get empty(): boolean {
    return !this.secret && this.children.size === 0;
  }

  add([part, ...rest]: readonly PathPart[]): void {
    if (part === undefined) {
      this.secret = true;
      return;
    }
    let child = this.children.get(part);
    if (child === undefined) this.children.set(part, (child = new Places()));
    child.add(rest);
  }

  at(part: PathPart): Places | undefined {
    return this.children.get(part);
  }
}

const ALL = new Places();
ALL.secret = true;

function wrap(value: unknown, places: Places | undefined, words: readonly string[]): unknown {
  if (value instanceof Secret) return value;
  if (value === undefined) return value;
  if (places?.secret === true) return new Secret(value);
  if (typeof value === "string") return contains(value, words) ? new Secret(value) : value;
  if (value === null || typeof value !== "object" || isUnknown(value)) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    value.forEach((item: unknown, index) => {
      const wrapped = wrap(item, places?.at(index), words);
      if (wrapped !== item) (copy ??= [...(value as unknown[])])[index] = wrapped;
    });
    return copy ?? value;
  }
  let copy: Props | undefined;
  for (const key of Object.keys(value)) {
    if (contains(key, words)) return new Secret(value);
    const item = (value as Props)[key];
    const wrapped = wrap(item, places?.at(key), words);
    if (wrapped !== item) (copy ??= { ...(value as Props) })[key] = wrapped;
  }
  return copy ?? value;
}

function contains(text: string, words: readonly string[]): boolean {
  for (const word of words) if (text.includes(word)) return true;
  return false;
}
