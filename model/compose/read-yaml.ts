import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, Scalar } from "yaml";
import type { Node as YamlNode, Pair, YAMLMap } from "yaml";
import { joinPath } from "../mistakes";
import type { At, Findings } from "./findings";
import { listNode, mapNode, nodeOf, scalarNode, type Marker, type Node } from "./node";
import { plainScalar } from "./plain-scalar";

/** More nodes than any real file has, so that aliases of aliases can't fill the memory. */
const MAX_NODES = 200_000;

/** For YAML that was made from something else. */
export interface YamlSource {
  /** The line of the file that a line of the text comes from. Defaults to the same. */
  lineOf?(line: number): number;
  /** What a scalar, or a key, means; undefined leaves it to YAML. */
  scalar?(text: string, quoted: boolean): { value: unknown } | { problem: string } | undefined;
}

/** The documents of a YAML file, with aliases and merge keys resolved; none where it isn't YAML. */
export function readYaml(
  file: string,
  text: string,
  findings: Findings,
  source: YamlSource = {},
): Node[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    schema: "failsafe",
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "silent",
  });
  if (!Array.isArray(documents)) return [];
  let broken = false;
  for (const document of documents)
    for (const error of document.errors) {
      broken = true;
      const found = lines.linePos(error.pos[0]).line;
      const line = source.lineOf?.(found) ?? found;
      findings.mistake({ file, line }, "", `isn't valid YAML: ${sentence(error.message)}`);
    }
  if (broken) return [];
  return documents.flatMap((document) => {
    if (document.contents === null) return [];
    return new Reader(file, lines, findings, source).read(document.contents) ?? [];
  });
}

function sentence(message: string): string {
  const first = message.split("\n")[0]!.replace(/ at line .*$/, "");
  return first.charAt(0).toLowerCase() + first.slice(1);
}

class Reader {
  private count = 0;
  private readonly open = new Set<YamlNode>();
  private readonly anchors = new Map<string, YamlNode>();

  constructor(
    private readonly file: string,
    private readonly lines: LineCounter,
    private readonly findings: Findings,
    private readonly source: YamlSource,
  ) {}

  read(root: YamlNode): Node | undefined {
    return this.node(root, this.at(root), "");
  }

  private at(node: unknown): At {
    const range = (node as YamlNode | null)?.range;
    const line = range ? this.lines.linePos(range[0]).line : 1;
    return { file: this.file, line: this.source.lineOf?.(line) ?? line };
  }

  /** The node, at the place of its key; undefined after a mistake. */
  private node(node: YamlNode | null, at: At, path: string): Node | undefined {
    if (++this.count > MAX_NODES) {
      if (this.count === MAX_NODES + 1)
        this.findings.mistake(at, "", "grows without bound through its aliases");
      return undefined;
    }
    if (node === null) return scalarNode(at, null);
    // An alias means the last anchor of its name before it. The library would look through the document for each.
    const target = isAlias(node) ? this.anchors.get(node.source) : node;
    if (target === undefined) {
      const name = isAlias(node) ? node.source : "";
      this.findings.mistake(
        at,
        path,
        `is an alias of "${name}", which no anchor before it is called`,
      );
      return undefined;
    }
    if ("anchor" in target && target.anchor !== undefined) this.anchors.set(target.anchor, target);
    if (this.open.has(target)) {
      this.findings.mistake(at, path, "is an alias of what it stands in");
      return undefined;
    }
    const marker = markerOf(target.tag);
    if (isScalar(target))
      return this.made(target, at, path) ?? scalarNode(at, scalarValue(target), marker);
    this.open.add(target);
    try {
      if (isSeq(target)) {
        const items = target.items.flatMap((item, index) => {
          const read = this.node(item as YamlNode, this.at(item), joinPath(path, index));
          return read === undefined || read.marker === "reset" ? [] : [read];
        });
        return listNode(at, items, marker);
      }
      return isMap(target) ? mapNode(at, this.entries(target, path), marker) : undefined;
    } finally {
      this.open.delete(target);
    }
  }

  /** What the source says that a scalar means. */
  private made(scalar: Scalar, at: At, path: string): Node | undefined {
    const read = this.source.scalar?.(String(scalar.value), !isPlain(scalar));
    if (read === undefined) return undefined;
    if ("value" in read) return nodeOf(at, read.value);
    this.findings.mistake(at, path, read.problem);
    return scalarNode(at, "");
  }

  private keyOf(key: Scalar, at: At, path: string): string {
    const read = this.made(key, at, path);
    return String(read?.kind === "scalar" ? read.value : key.value);
  }

  private entries(map: YAMLMap, path: string): [string, Node][] {
    const own = new Map<string, Node>();
    const merged = new Map<string, Node>();
    for (const pair of map.items as Pair<YamlNode, YamlNode | null>[]) {
      const at = this.at(pair.key);
      if (!isScalar(pair.key)) {
        this.findings.mistake(at, path, "has a key that isn't text");
        continue;
      }
      if (isMergeKey(pair.key)) {
        for (const [key, value] of this.mergeEntries(pair.value, at, path))
          if (!merged.has(key)) merged.set(key, value);
        continue;
      }
      const key = this.keyOf(pair.key, at, path);
      const value = this.node(pair.value, at, joinPath(path, key));
      if (value !== undefined) own.set(key, value);
    }
    return [...new Map([...merged, ...own])];
  }

  /** What `<<: *a` or `<<: [*a, *b]` brings in; of two with one key the first counts. */
  private mergeEntries(value: YamlNode | null, at: At, path: string): [string, Node][] {
    const node = this.node(value, at, joinPath(path, "<<"));
    const sources = node?.kind === "list" ? node.items : node === undefined ? [] : [node];
    const entries = new Map<string, Node>();
    for (const source of sources) {
      if (source.kind !== "map") {
        this.findings.mistake(at, joinPath(path, "<<"), "expected a mapping or a list of mappings");
        continue;
      }
      for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
    }
    return [...entries];
  }
}

function isMergeKey(key: Scalar): boolean {
  return key.value === "<<" && key.type === Scalar.PLAIN;
}

function markerOf(tag: string | undefined): Marker | undefined {
  if (tag === "!reset") return "reset";
  return tag === "!override" ? "override" : undefined;
}

function isPlain(scalar: Scalar): boolean {
  return scalar.type === Scalar.PLAIN || scalar.type === undefined;
}

function scalarValue(scalar: Scalar): string | number | boolean | null {
  const text = typeof scalar.value === "string" ? scalar.value : "";
  return isPlain(scalar) && scalar.tag !== "tag:yaml.org,2002:str" && scalar.tag !== "!!str"
    ? plainScalar(text)
    : text;
}
