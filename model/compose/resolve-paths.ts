import { posix } from "node:path";
import { entryOf, mapNode, scalarNode, textOf, withChildren, type Node } from "./node";
import { below, pathRules, type PathRules } from "./path-rules";

/** Where relative paths begin, and what `~` is. */
export interface Base {
  readonly directory: string;
  readonly home: string | undefined;
}

type Resolve = (node: Node, base: Base) => Node;

/** The absolute path of `path`. A Windows path is left as it is. */
export function absolutePath(path: string, { directory, home }: Base): string {
  const expanded =
    path.startsWith("~") && home !== undefined ? posix.join(home, path.slice(1)) : path;
  if (posix.isAbsolute(expanded) || /^([A-Za-z]:|\\\\)/.test(expanded)) return expanded;
  return trimmed(posix.join(directory, expanded));
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}

const file: Resolve = (node, base) => {
  const path = textOf(node);
  return path === undefined || path === ""
    ? node
    : scalarNode(node.at, absolutePath(path, base), node.marker);
};

const REMOTE = /:\/\/|^(service:|github\.com\/|git@)/;

const context: Resolve = (node, base) =>
  REMOTE.test(textOf(node) ?? "") ? node : file(node, base);

const bindSource: Resolve = (node, base) =>
  textOf(entryOf(node, "type")) === "bind" ? withEntry(node, "source", base) : node;

/** A local volume that is a bind mount in truth: `driver_opts: { type: none, o: bind, device: ./data }`. */
const bindDevice: Resolve = (node, base) => {
  const options = entryOf(node, "driver_opts");
  if (textOf(entryOf(node, "driver")) !== "local" || textOf(entryOf(options, "o")) !== "bind")
    return node;
  return withChildren(node, (child, key) =>
    key === "driver_opts" ? withEntry(child, "device", base) : child,
  );
};

function withEntry(node: Node, key: string, base: Base): Node {
  const value = entryOf(node, key);
  if (node.kind !== "map" || value === undefined) return node;
  return mapNode(node.at, new Map(node.entries).set(key, file(value, base)), node.marker);
}

const PATHS: PathRules<Resolve> = pathRules({
  "services.*.build.context": context,
  "services.*.build.additional_contexts.*": context,
  "services.*.build.ssh.*": file,
  "services.*.env_file.*.path": file,
  "services.*.label_file.*": file,
  "services.*.develop.watch.*.path": file,
  "services.*.volumes.*": bindSource,
  "configs.*.file": file,
  "secrets.*.file": file,
  "volumes.*": bindDevice,
});

/** The tree with absolute paths. */
export function resolvePaths(
  node: Node,
  base: Base,
  rules: PathRules<Resolve> | undefined = PATHS,
): Node {
  if (rules === undefined) return node;
  if (rules.rule !== undefined) return rules.rule(node, base);
  return withChildren(node, (child, key) => resolvePaths(child, base, below(rules, key)));
}
