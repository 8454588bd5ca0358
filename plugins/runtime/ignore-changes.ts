import { parsePath, type PathPart } from "./property-path";
import type { Props } from "./resource";

/**
 * The inputs with every ignored path as it was before. The engine has done this ahead of Check; it is done again
 * because Check may have filled in a default under such a path.
 */
export function resetIgnored(inputs: Props, oldInputs: Props, ignored: readonly string[]): Props {
  let result: unknown = inputs;
  for (const text of ignored) result = reset(result, oldInputs, parsePath(text));
  return result as Props;
}

type Node = Record<PathPart, unknown>;

function reset(now: unknown, before: unknown, path: readonly PathPart[]): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return before;
  if (part === "*") return everyChild(now, before, rest);
  if (!isNode(now)) return now;
  const old = isNode(before) && Object.hasOwn(before, part) ? before[part] : undefined;
  if (rest.length > 0) {
    if (!Object.hasOwn(now, part)) return now;
    return set(now, part, reset(now[part], old, rest));
  }
  if (old !== undefined) return set(now, part, old);
  // What wasn't there before stays away; an item of a list can't go without moving the others.
  if (Array.isArray(now)) return now;
  const { [part]: _, ...others } = now;
  return others;
}

function everyChild(now: unknown, before: unknown, rest: readonly PathPart[]): unknown {
  if (rest.length === 0) return before ?? now;
  if (!isNode(now)) return now;
  const parts: PathPart[] = Array.isArray(now) ? now.map((_, index) => index) : Object.keys(now);
  return parts.reduce<unknown>((result, part) => reset(result, before, [part, ...rest]), now);
}

function set(node: Node, part: PathPart, value: unknown): unknown {
  const copy = (Array.isArray(node) ? [...(node as unknown[])] : { ...node }) as Node;
  copy[part] = value;
  return copy;
}

function isNode(value: unknown): value is Node {
  return value !== null && typeof value === "object";
}
