import { joinPath, show } from "../../mistakes";
import { unknownKey } from "../../shape";
import type { Findings } from "../findings";
import {
  childOf,
  entriesOf,
  isNull,
  mapNode,
  plain,
  placeOf,
  scalarNode,
  type MapNode,
  type Node,
} from "../node";
import { composeSchema } from "./attributes";
import { schemaProblems } from "./validate";

/** The parts of a file that hold named things, with the schema of one of them. */
const SECTIONS: Readonly<Record<string, string>> = {
  networks: "#/$defs/network",
  volumes: "#/$defs/volume",
  secrets: "#/$defs/secret",
  configs: "#/$defs/config",
  models: "#/$defs/model",
};
const NAME = /^[a-zA-Z0-9._-]+$/;

/**
 * Holds one file against the schema of the Compose Specification, and takes away what is wrong, so that the rest can be
 * checked further and all mistakes come at once. An override file may leave out what an earlier file says (`isOverride`).
 */
export function validateFile(root: Node, isOverride: boolean, findings: Findings): MapNode {
  if (root.kind !== "map") {
    if (!isNull(root))
      findings.mistake(root.at, "", `expected a mapping, got ${show(plain(root))}`);
    return mapNode(root.at, []);
  }
  const check = new FileCheck(root, isOverride, findings);
  const known = composeSchema.properties;
  for (const [key, value] of [...root.entries]) {
    if (key.startsWith("x-")) continue;
    if (!Object.hasOwn(known, key)) {
      findings.mistake(value.at, key, unknownKey(Object.keys(known), key));
      root.entries.delete(key);
    } else if (key === "services") check.services(value);
    else if (SECTIONS[key] !== undefined) check.section(key, SECTIONS[key]);
    else check.attribute(root, [key], `#/properties/${key}`);
  }
  return root;
}

class FileCheck {
  constructor(
    private readonly root: MapNode,
    private readonly isOverride: boolean,
    private readonly findings: Findings,
  ) {}

  services(services: Node): void {
    if (!this.isSection("services", services)) return;
    const known = composeSchema.$defs.service!.properties!;
    for (const [name, service] of this.named("services")) {
      if (service.kind !== "map") {
        const path = joinPath("services", name);
        this.findings.mistake(service.at, path, `expected a mapping, got ${show(plain(service))}`);
        services.entries.delete(name);
        continue;
      }
      for (const [key, value] of [...service.entries]) {
        if (key.startsWith("x-") || value.marker === "reset") continue;
        const keys = ["services", name, key];
        if (Object.hasOwn(known, key)) {
          this.attribute(service, keys, `#/$defs/service/properties/${key}`);
          continue;
        }
        this.findings.mistake(value.at, pathOf(keys), unknownKey(Object.keys(known), key));
        service.entries.delete(key);
      }
    }
  }

  section(key: string, pointer: string): void {
    const section = this.root.entries.get(key)!;
    if (!this.isSection(key, section)) return;
    for (const [name] of this.named(key)) this.attribute(section, [key, name], pointer);
  }

  /** Checks the last of `keys` in `parent`; a wrong one leaves, and a wrong named thing leaves its name. */
  attribute(parent: MapNode, keys: string[], pointer: string): void {
    const key = keys.at(-1)!;
    const value = parent.entries.get(key)!;
    if (value.marker === "reset") return;
    const found = schemaProblems(pointer, plain(value));
    if (found.length > 0 && this.isOverride && isNull(value)) {
      // Nothing on top of something leaves it as it is.
      parent.entries.delete(key);
      return;
    }
    const problems = found.filter(({ kind }) => !(this.isOverride && kind === "missing"));
    for (const problem of problems) {
      const at = placeOf(value, problem.keys);
      this.findings.mistake(at, pathOf([...keys, ...problem.keys], this.root), problem.problem);
    }
    if (problems.length === 0) return;
    if (problems.every(({ kind }) => kind === "unknown"))
      for (const problem of problems) drop(value, problem.keys);
    else if (parent === this.root || keys[0] === "services") parent.entries.delete(key);
    else parent.entries.set(key, scalarNode(value.at, null));
  }

  private isSection(key: string, section: Node): section is MapNode {
    if (section.kind === "map") return true;
    this.root.entries.delete(key);
    if (!isNull(section))
      this.findings.mistake(section.at, key, `expected a mapping, got ${show(plain(section))}`);
    return false;
  }

  private *named(section: string): Iterable<[string, Node]> {
    for (const [name, value] of entriesOf(this.root, section)) {
      if (!NAME.test(name) && !name.startsWith("x-"))
        this.findings.mistake(
          value.at,
          joinPath(section, name),
          "isn't a name that is allowed: expected letters, digits, dots, dashes and underscores",
        );
      if (value.marker !== "reset") yield [name, value];
    }
  }
}

function drop(root: Node, keys: readonly string[]): void {
  let node: Node | undefined = root;
  for (const key of keys.slice(0, -1)) node = childOf(node, key);
  if (node?.kind === "map") node.entries.delete(keys.at(-1)!);
}

/** The path of `keys`; a number is an index where a list stands. */
function pathOf(keys: readonly string[], root?: Node): string {
  let node = root;
  let path = "";
  for (const key of keys) {
    const isIndex = node?.kind === "list";
    path = joinPath(path, isIndex ? Number(key) : key);
    node = childOf(node, key);
  }
  return path;
}
