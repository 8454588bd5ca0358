import { joinPath } from "../mistakes";
import type { Findings } from "./findings";
import {
  entryOf,
  isNull,
  listNode,
  mapNode,
  textOf,
  type ListNode,
  type MapNode,
  type Node,
} from "./node";
import { below, pathRules, type PathRules } from "./path-rules";

/** How two values of one attribute become one. */
type Rule = "replace" | "replace-entries" | "logging" | "subnets";

const RULES: PathRules<Rule> = pathRules<Rule>({
  "services.*.annotations": "replace-entries",
  "services.*.build.additional_contexts": "replace-entries",
  "services.*.build.args": "replace-entries",
  "services.*.build.labels": "replace-entries",
  "services.*.command": "replace",
  "services.*.deploy.labels": "replace-entries",
  "services.*.entrypoint": "replace",
  "services.*.environment": "replace-entries",
  "services.*.healthcheck.test": "replace",
  "services.*.labels": "replace-entries",
  "services.*.logging": "logging",
  "services.*.sysctls": "replace-entries",
  "services.*.ulimits.*": "replace",
  "services.*.volumes.*.volume.labels": "replace-entries",
  "networks.*.ipam.config": "subnets",
  "networks.*.labels": "replace-entries",
  "volumes.*.labels": "replace-entries",
});
const SERVICE_RULES = below(below(RULES, "services"), "*");

/** The file `over` on top of what earlier files say. */
export function mergeFiles(base: MapNode, over: MapNode, findings: Findings): MapNode {
  return new Merge(findings, false).maps(base, over, "", RULES);
}

/** A service on top of the one that it extends. Its markers stay: they count for earlier files too. */
export function mergeService(
  base: MapNode,
  over: MapNode,
  path: string,
  findings: Findings,
): MapNode {
  return new Merge(findings, true).maps(base, over, path, SERVICE_RULES);
}

class Merge {
  constructor(
    private readonly findings: Findings,
    private readonly keepsMarkers: boolean,
  ) {}

  maps(base: MapNode, over: MapNode, path: string, rules: PathRules<Rule> | undefined): MapNode {
    const entries = new Map(base.entries);
    for (const [key, value] of over.entries) {
      const merged = this.values(entries.get(key), value, joinPath(path, key), below(rules, key));
      if (merged === undefined) entries.delete(key);
      else entries.set(key, merged);
    }
    return mapNode(over.at, entries, this.keepsMarkers ? over.marker : undefined);
  }

  private values(
    base: Node | undefined,
    over: Node,
    path: string,
    rules: PathRules<Rule> | undefined,
  ): Node | undefined {
    if (over.marker === "reset") return this.keepsMarkers ? over : undefined;
    if (
      base === undefined ||
      base.marker === "reset" ||
      over.marker === "override" ||
      rules?.rule === "replace"
    )
      return this.settled(over);
    if (isNull(over)) return base;
    if (base.kind === "scalar") return this.settled(over);
    if (base.kind === "map" && over.kind === "map") {
      if (rules?.rule === "logging" && !sameDriver(base, over)) return this.settled(over);
      return rules?.rule === "replace-entries"
        ? this.replaceEntries(base, over)
        : this.maps(base, over, path, rules);
    }
    if (base.kind === "list" && over.kind === "list") {
      const rest = this.settled(over) as ListNode;
      const items =
        rules?.rule === "subnets" ? mergeSubnets(base, rest) : [...base.items, ...rest.items];
      return listNode(over.at, items);
    }
    const [expected, got] = [base.kind, over.kind].map((kind) => KINDS[kind]);
    this.findings.mistake(over.at, path, `expected ${expected}, as in an earlier file, got ${got}`);
    return base;
  }

  /** Of a label or a variable the later value counts, also where it has none. */
  private replaceEntries(base: MapNode, over: MapNode): MapNode {
    const entries = new Map(base.entries);
    for (const [key, value] of over.entries)
      if (value.marker === "reset" && !this.keepsMarkers) entries.delete(key);
      else entries.set(key, this.settled(value));
    return mapNode(over.at, entries);
  }

  /** A value that nothing is below any more: markers have nothing to do in it. */
  private settled(node: Node): Node {
    return this.keepsMarkers ? node : withoutMarkers(node);
  }
}

const KINDS = { map: "a mapping", list: "a list", scalar: "a single value" } as const;

export function withoutMarkers(node: Node): Node {
  if (node.kind === "scalar")
    return node.marker === undefined ? node : { ...node, marker: undefined };
  if (node.kind === "list") return listNode(node.at, node.items.map(withoutMarkers));
  const entries = [...node.entries].filter(([, value]) => value.marker !== "reset");
  return mapNode(
    node.at,
    entries.map(([key, value]) => [key, withoutMarkers(value)]),
  );
}

/** Options belong to a driver: with another one they start anew. */
function sameDriver(base: MapNode, over: MapNode): boolean {
  const [before, after] = [base, over].map((node) => textOf(entryOf(node, "driver")));
  return before === undefined || after === undefined || before === after;
}

/** As Compose has it, a later file's list counts; each of its subnets takes over what is said of the same subnet before. */
function mergeSubnets(base: ListNode, over: ListNode): Node[] {
  return over.items.map((item) => {
    const subnet = textOf(entryOf(item, "subnet"));
    const same = base.items.find((other) => textOf(entryOf(other, "subnet")) === subnet);
    if (same?.kind !== "map" || item.kind !== "map") return item;
    return mapNode(item.at, new Map([...same.entries, ...item.entries]));
  });
}
