import { type At, type Findings } from "../compose/findings";
import { entryOf, isNull, nodeOf, type MapNode, type Node } from "../compose/node";
import { readYaml } from "../compose/read-yaml";
import { isLaterText } from "../later-text";
import { show } from "../mistakes";
import { groupOf, type Manifest } from "./manifest";
import { renderTemplate } from "./template";

export interface ManifestFile {
  /** As messages name it. */
  file: string;
  text: string;
}

/** The objects of YAML files; with values, each file is a template for them. */
export function readFiles(
  files: readonly ManifestFile[],
  values: Readonly<Record<string, unknown>> | undefined,
  findings: Findings,
): Manifest[] {
  return files.flatMap(({ file, text }) => {
    if (values === undefined)
      return readYaml(file, text, findings).flatMap((node) => manifestsOf(node, findings));
    const rendered = renderTemplate(file, text, values, findings);
    if (rendered === undefined) return [];
    const scalar = (found: string, quoted: boolean) => rendered.marks.read(found, quoted);
    const source = { lineOf: rendered.lineOf, scalar };
    return readYaml(file, rendered.text, findings, source).flatMap((node) =>
      manifestsOf(node, findings),
    );
  });
}

/** Objects that the program gives by itself. */
export function readObjects(objects: readonly unknown[], findings: Findings): Manifest[] {
  return objects.flatMap((object, index) =>
    manifestsOf(nodeOf({ file: `objects[${index}]`, line: 0 }, object), findings),
  );
}

/** A `List` is what it holds; a document without anything is none. */
function manifestsOf(node: Node, findings: Findings): Manifest[] {
  if (isNull(node)) return [];
  if (node.kind !== "map") {
    findings.mistake(node.at, "", "expected an object with apiVersion, kind and metadata");
    return [];
  }
  const items = entryOf(node, "items");
  if (entryOf(node, "kind") !== undefined && textAt(node, "kind")?.endsWith("List") && items)
    return items.kind === "list" ? items.items.flatMap((item) => manifestsOf(item, findings)) : [];
  const manifest = manifestOf(node, findings);
  return manifest === undefined ? [] : [manifest];
}

function manifestOf(node: MapNode, findings: Findings): Manifest | undefined {
  const before = findings.mistakes.length;
  const apiVersion = required(node, "apiVersion", "such as apps/v1", findings);
  const kind = required(node, "kind", "such as Deployment", findings);
  const metadata = entryOf(node, "metadata");
  let name: string | undefined;
  let namespace: string | undefined;
  if (metadata !== undefined && metadata.kind !== "map") {
    findings.mistake(metadata.at, "metadata", "expected an object with a name");
  } else {
    const meta: MapNode = metadata ?? { kind: "map", at: node.at, entries: new Map() };
    if (entryOf(meta, "generateName") !== undefined) {
      const problem = "would make another object in each update; give it a name";
      findings.mistake(entryOf(meta, "generateName")!.at, "metadata.generateName", problem);
    } else name = required(meta, "name", `of this ${kind ?? "object"}`, findings, "metadata.");
    if (entryOf(meta, "namespace") !== undefined)
      namespace = textOrMistake(entryOf(meta, "namespace")!, "metadata.namespace", findings);
  }
  if (findings.mistakes.length > before) return undefined;
  return { at: node.at, node, apiVersion: apiVersion!, kind: kind!, name: name!, namespace };
}

function required(
  node: MapNode,
  key: string,
  what: string,
  findings: Findings,
  prefix = "",
): string | undefined {
  const path = `${prefix}${key}`;
  const entry = entryOf(node, key);
  if (entry === undefined || isNull(entry)) {
    findings.mistake(entry?.at ?? node.at, path, `is missing: expected a text, ${what}`);
    return undefined;
  }
  const text = textOrMistake(entry, path, findings);
  if (text === undefined) return undefined;
  if (isLaterText(text))
    findings.mistake(
      entry.at,
      path,
      "is only known after up, or is a secret: it decides what is made",
    );
  else if (text === "") findings.mistake(entry.at, path, `is empty: expected a text, ${what}`);
  return text;
}

function textOrMistake(node: Node, path: string, findings: Findings): string | undefined {
  if (node.kind === "scalar" && typeof node.value === "string") return node.value;
  const found = node.kind === "scalar" ? show(node.value) : `a ${node.kind}`;
  const quotes = node.kind === "scalar" ? "; put it in quotes" : "";
  findings.mistake(node.at, path, `expected a text, got ${found}${quotes}`);
  return undefined;
}

function textAt(node: MapNode, key: string): string | undefined {
  const entry = entryOf(node, key);
  return entry?.kind === "scalar" && typeof entry.value === "string" ? entry.value : undefined;
}

/** Tells each object that is there twice, with the place of the other. */
export function repeatedObjects(manifests: readonly Manifest[], findings: Findings): void {
  const seen = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const { apiVersion, kind, name, namespace } = manifest;
    const key = JSON.stringify([groupOf(apiVersion), kind, namespace, name]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, manifest);
    else {
      const where = namespace === undefined ? "" : ` in namespace ${namespace}`;
      const at = entryOf(entryOf(manifest.node, "metadata"), "name")?.at ?? manifest.at;
      const problem = `there is a ${kind} "${name}"${where} already, at ${placeText(first.at)}`;
      findings.mistake(at, "metadata.name", problem);
    }
  }
}

function placeText({ file, line }: At): string {
  return line > 0 ? `${file}:${line}` : file;
}
