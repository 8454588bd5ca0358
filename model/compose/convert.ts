import { Findings, type ComposeMistake } from "./findings";
import { childOf, isNull, mapNode, plain, withChildren, type Node } from "./node";
import { readYaml } from "./read-yaml";
import { composeSchema } from "./schema/attributes";
import { isValid } from "./schema/is-valid";

export interface Converted {
  /** What each document says, with aliases and merge keys resolved, and variables as they stand. */
  readonly files: readonly unknown[];
  /** Files that the program goes on reading, as the compose file names them. */
  readonly stillRead: readonly string[];
  readonly mistakes: readonly ComposeMistake[];
}

/** Compose files as plain data, for a program that says the same without YAML. */
export function convertFiles(
  paths: readonly string[],
  readFile: (path: string) => string | undefined,
): Converted {
  const findings = new Findings();
  const documents = paths.flatMap((path) => {
    const text = readFile(path);
    if (text !== undefined) return readYaml(path, text, findings);
    findings.mistake({ file: path, line: 0 }, "", "isn't there");
    return [];
  });
  for (const document of documents) tellMarkers(document, findings);
  const stillRead = new Set(documents.flatMap(filesNamed));
  const files = documents.map((document, index) =>
    plain(index === 0 ? document : withoutNothing(document)),
  );
  return { files, stillRead: [...stillRead], mistakes: findings.mistakes };
}

/** Attributes of services that are there and say nothing: on top of an earlier file they leave it as it is. */
function withoutNothing(root: Node): Node {
  const services = childOf(root, "services");
  if (root.kind !== "map" || services?.kind !== "map") return root;
  const said = withChildren(services, (service) =>
    service.kind === "map"
      ? mapNode(
          service.at,
          [...service.entries].filter(([key, value]) => !isNull(value) || mayBeNull(key)),
        )
      : service,
  );
  return withChildren(root, (child, key) => (key === "services" ? said : child));
}

function mayBeNull(attribute: string): boolean {
  const part = composeSchema.$defs.service!.properties![attribute];
  return part === undefined || isValid(part, null);
}

/** `!reset` and `!override` are tags, and data has none. */
function tellMarkers(node: Node, findings: Findings): void {
  if (node.marker !== undefined)
    findings.mistake(
      node.at,
      "",
      `has !${node.marker}, which a program can't say; take out of the other file what it takes back`,
    );
  const children =
    node.kind === "map" ? [...node.entries.values()] : node.kind === "list" ? node.items : [];
  for (const child of children) tellMarkers(child, findings);
}

/** Compose files that `include` and `extends` name. */
function filesNamed(root: Node): string[] {
  const includes = textsIn(childOf(root, "include"));
  const services = childOf(root, "services");
  const extended =
    services?.kind === "map"
      ? [...services.entries.values()].flatMap((service) =>
          textsIn(childOf(childOf(service, "extends"), "file")),
        )
      : [];
  return [...includes, ...extended];
}

function textsIn(node: Node | undefined): string[] {
  if (node === undefined) return [];
  if (node.kind === "scalar") return typeof node.value === "string" ? [node.value] : [];
  if (node.kind === "list") return node.items.flatMap(textsIn);
  return textsIn(node.entries.get("path"));
}
