import { entryOf, listNode, plain, textOf, withChildren, type Node } from "./node";
import { below, pathRules, type PathRules } from "./path-rules";

/** What tells the items of a list apart: of two with the same key the later one counts, in the place of the first. */
type ItemKey = (item: Node) => string | undefined;

const before = (item: Node) => textOf(item)?.split("=", 1)[0];
const whole = (item: Node) => textOf(item);
const by =
  (key: string): ItemKey =>
  (item) =>
    textOf(entryOf(item, key));
const mount =
  (folder: string): ItemKey =>
  (item) =>
    textOf(entryOf(item, "target")) ?? `${folder}/${textOf(entryOf(item, "source"))}`;
const port: ItemKey = (item) => {
  const of = (key: string, otherwise: string) => textOf(entryOf(item, key)) ?? otherwise;
  return `${of("host_ip", "0.0.0.0")}:${of("published", "")}:${of("target", "")}/${of("protocol", "tcp")}`;
};

const ITEM_KEYS: PathRules<ItemKey> = pathRules({
  "services.*.build.extra_hosts": whole,
  "services.*.build.tags": before,
  "services.*.cap_add": before,
  "services.*.cap_drop": before,
  "services.*.configs": mount(""),
  "services.*.devices": by("target"),
  "services.*.device_cgroup_rules": whole,
  "services.*.dns": before,
  "services.*.dns_opt": before,
  "services.*.dns_search": before,
  "services.*.env_file": by("path"),
  "services.*.expose": whole,
  "services.*.external_links": whole,
  "services.*.extra_hosts": whole,
  "services.*.group_add": whole,
  "services.*.links": before,
  "services.*.networks.*.aliases": before,
  "services.*.networks.*.link_local_ips": before,
  "services.*.ports": port,
  "services.*.profiles": before,
  "services.*.secrets": mount("/run/secrets"),
  "services.*.security_opt": whole,
  "services.*.tmpfs": before,
  "services.*.volumes": by("target"),
});

/** The tree without items that a later one of their list takes the place of. */
export function withoutRepeats(
  node: Node,
  rules: PathRules<ItemKey> | undefined = ITEM_KEYS,
): Node {
  if (rules === undefined || node.kind === "scalar") return node;
  if (node.kind === "map")
    return withChildren(node, (child, key) => withoutRepeats(child, below(rules, key)));
  if (rules.rule === undefined) return node;
  const kept = new Map<string, Node>();
  for (const item of node.items) kept.set(rules.rule(item) ?? JSON.stringify(plain(item)), item);
  return listNode(node.at, [...kept.values()], node.marker);
}
