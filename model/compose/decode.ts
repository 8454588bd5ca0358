import { joinPath } from "../mistakes";
import type { Field } from "./fields/field";
import { config, model, network, secret, volume } from "./fields/resources";
import { service } from "./fields/service";
import type { Findings } from "./findings";
import { entriesOf, mapNode, plain, type MapNode } from "./node";
import type { ComposeProject } from "./project";

/** What each section of a file is made of. */
export const SECTIONS = {
  services: service,
  networks: network,
  volumes: volume,
  secrets: secret,
  configs: config,
  models: model,
};

/** The typed project of the merged files. A network that says nothing is one all the same. */
export function decodeProject(
  root: MapNode,
  name: string,
  directory: string,
  findings: Findings,
): ComposeProject {
  function section<T>(key: string, field: Field<T>): Record<string, T> {
    const entries = entriesOf(root, key)
      .filter(([entry]) => !entry.startsWith("x-"))
      .map(([entry, node]): [string, T] => {
        const there = node.kind === "map" ? node : mapNode(node.at, []);
        return [entry, field(there, joinPath(key, entry), findings)!];
      });
    return Object.fromEntries(entries);
  }
  const extensions = [...root.entries].filter(([key]) => key.startsWith("x-"));
  return {
    name,
    directory,
    services: section("services", service),
    networks: section("networks", network),
    volumes: section("volumes", volume),
    secrets: section("secrets", secret),
    configs: section("configs", config),
    models: section("models", model),
    extensions: Object.fromEntries(extensions.map(([key, node]) => [key, plain(node)])),
    disabledServices: {},
  };
}
