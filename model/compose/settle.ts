import {
  entriesOf,
  entryOf,
  isNull,
  mapNode,
  scalarNode,
  textOf,
  type MapNode,
  type Node,
} from "./node";
import type { Lookup } from "./interpolate";
import { lookupIn, type Scope } from "./read-file";

/** What only the project that a service comes from can tell: its folder and its variables. */
export function settle(root: MapNode, scope: Scope): MapNode {
  const lookup = lookupIn(scope.environment);
  const entries = new Map(root.entries);
  const change = (section: string, each: (node: MapNode) => void): void => {
    const node = entries.get(section);
    if (node?.kind !== "map") return;
    const changed = entriesOf(root, section).map(([name, value]): [string, Node] => {
      if (value.kind !== "map") return [name, value];
      const copy = mapNode(value.at, value.entries);
      each(copy);
      return [name, copy];
    });
    entries.set(section, mapNode(node.at, changed));
  };
  change("services", (service) => {
    const build = service.entries.get("build");
    if (build?.kind === "map" && entryOf(build, "context") === undefined)
      service.entries.set(
        "build",
        mapNode(
          build.at,
          new Map(build.entries).set("context", scalarNode(build.at, scope.directory)),
        ),
      );
    takeFromEnvironment(service, lookup);
  });
  const content = (object: MapNode): void => {
    const variable = textOf(object.entries.get("environment"));
    const value = variable === undefined ? undefined : lookup(variable);
    if (value !== undefined) object.entries.set("content", scalarNode(object.at, value));
  };
  change("secrets", content);
  change("configs", content);
  return mapNode(root.at, entries);
}

/** `environment: [TOKEN]`: the value is that of the one who deploys. */
function takeFromEnvironment(service: MapNode, lookup: Lookup): void {
  const variables = service.entries.get("environment");
  if (variables?.kind !== "map") return;
  const taken = [...variables.entries].map(([name, value]): [string, Node] => {
    const found = isNull(value) ? lookup(name) : undefined;
    return [name, found === undefined ? value : scalarNode(value.at, found)];
  });
  service.entries.set("environment", mapNode(variables.at, taken));
}
