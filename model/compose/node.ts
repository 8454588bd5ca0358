import type { At } from "./findings";

/** What stands in a file, with its place: a map's value has the line of its key. */
export type Node = MapNode | ListNode | ScalarNode;

/** `!reset` takes away what earlier files say; `!override` puts itself in its place. */
export type Marker = "reset" | "override";

interface NodeBase {
  readonly at: At;
  readonly marker?: Marker;
}

export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly entries: Map<string, Node>;
}

export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly items: Node[];
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: Scalar;
}

export type Scalar = string | number | boolean | null;

export function mapNode(at: At, entries: Iterable<[string, Node]>, marker?: Marker): MapNode {
  return { kind: "map", at, entries: new Map(entries), ...(marker && { marker }) };
}

export function listNode(at: At, items: Node[], marker?: Marker): ListNode {
  return { kind: "list", at, items, ...(marker && { marker }) };
}

export function scalarNode(at: At, value: Scalar, marker?: Marker): ScalarNode {
  return { kind: "scalar", at, value, ...(marker && { marker }) };
}

export function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** The text of a scalar as Compose spells it; undefined for null, maps and lists. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.kind !== "scalar" || node.value === null) return undefined;
  return String(node.value);
}

/** The entry `key` of a map; undefined where `node` is none. */
export function entryOf(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === "map" ? node.entries.get(key) : undefined;
}

/** The entries of the map at `key`; none where there is no map. */
export function entriesOf(node: Node | undefined, key: string): [string, Node][] {
  const value = entryOf(node, key);
  return value?.kind === "map" ? [...value.entries] : [];
}

/** The plain value of a tree. */
export function plain(node: Node): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value)]));
}

/** A tree of the same place for a plain value: what a short form stands for. */
export function nodeOf(at: At, value: unknown): Node {
  if (Array.isArray(value))
    return listNode(
      at,
      value.map((item) => nodeOf(at, item)),
    );
  if (value !== null && typeof value === "object")
    return mapNode(
      at,
      Object.entries(value)
        .filter(([, entry]) => entry !== undefined)
        .map(([key, entry]) => [key, nodeOf(at, entry)]),
    );
  return scalarNode(at, value as Scalar);
}

/** The same map or list with each of its children changed; a scalar has none. */
export function withChildren(
  node: Node,
  change: (child: Node, key: string | number) => Node,
): Node {
  switch (node.kind) {
    case "map": {
      const entries = [...node.entries].map(([key, child]): [string, Node] => [
        key,
        change(child, key),
      ]);
      return mapNode(node.at, entries, node.marker);
    }
    case "list":
      return listNode(node.at, node.items.map(change), node.marker);
    case "scalar":
      return node;
  }
}

/** The entry of a map or the item of a list. */
export function childOf(node: Node | undefined, key: string | number): Node | undefined {
  return node?.kind === "list" ? node.items[Number(key)] : entryOf(node, String(key));
}

/** The place of what is nearest to `keys`: itself, or the deepest of its parents that is there. */
export function placeOf(root: Node, keys: readonly (string | number)[]): At {
  let node: Node = root;
  for (const key of keys) {
    const next = childOf(node, key);
    if (next === undefined) break;
    node = next;
  }
  return node.at;
}
