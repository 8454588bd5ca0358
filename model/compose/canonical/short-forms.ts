import { joinPath, show } from "../../mistakes";
import type { Findings } from "../findings";
import {
  isNull,
  listNode,
  mapNode,
  nodeOf,
  plain,
  scalarNode,
  textOf,
  withChildren,
  type Node,
} from "../node";
import { below, pathRules, type PathRules } from "../path-rules";
import { shortPort } from "./short-port";
import { shortVolume } from "./short-volume";

/** Turns one form of an attribute into the form that all later steps expect. */
type Form = (node: Node, path: string, findings: Findings) => Node;

/** `K=V` items or a mapping → a mapping; an item without `=` has no value yet. */
const keyValues: Form = (node) => {
  if (node.kind !== "list") return node;
  return mapNode(
    node.at,
    node.items.map((item) => {
      const text = textOf(item) ?? "";
      const cut = text.indexOf("=");
      const value = cut === -1 ? null : text.slice(cut + 1);
      return [cut === -1 ? text : text.slice(0, cut), scalarNode(item.at, value)];
    }),
    node.marker,
  );
};

const asList: Form = (node) =>
  node.kind === "scalar" && node.value !== null
    ? listNode(node.at, [scalarNode(node.at, node.value)], node.marker)
    : node;

/** A text or a list of texts or mappings → a list of mappings, where a text stands for its `key`. */
function eachAs(key: string): Form {
  return (node, path, findings) => {
    const list = asList(node, path, findings);
    return list.kind === "list" ? withChildren(list, (item) => asMapping(item, key)) : list;
  };
}

function asMapping(node: Node, key: string): Node {
  return node.kind === "scalar" && node.value !== null
    ? mapNode(node.at, [[key, scalarNode(node.at, node.value)]], node.marker)
    : node;
}

/** A list of names → a mapping of each to what `value` gives. */
function named(value: (item: Node) => Node): Form {
  return (node) =>
    node.kind === "list"
      ? mapNode(
          node.at,
          node.items.map((item) => [textOf(item) ?? "", value(item)]),
          node.marker,
        )
      : node;
}

/** `host=address`, once for each address, however they are written. */
const hosts: Form = (node, path, findings) => {
  const pairs: [string, Node, string][] = [];
  const add = (host: string, value: Node, at: string): void => {
    for (const address of (textOf(value) ?? "").split(","))
      pairs.push([host, scalarNode(value.at, address), at]);
  };
  if (node.kind === "map")
    for (const [host, value] of node.entries)
      for (const each of value.kind === "list" ? value.items : [value])
        add(host, each, joinPath(path, host));
  else if (node.kind === "list")
    node.items.forEach((item, index) => {
      const text = textOf(item) ?? "";
      const cut = text.includes("=") ? text.indexOf("=") : text.indexOf(":");
      const at = joinPath(path, index);
      if (cut === -1) findings.mistake(item.at, at, `expected host=address, got ${show(text)}`);
      else add(text.slice(0, cut), scalarNode(item.at, text.slice(cut + 1)), at);
    });
  else return node;
  const items = pairs.flatMap(([host, value, at]) => {
    if (host === "" || /[:=]/.test(host)) {
      findings.mistake(value.at, at, `expected the name of a host, got ${show(host)}`);
      return [];
    }
    return [scalarNode(value.at, `${host}=${(textOf(value) ?? "").replace(/^\[(.+)\]$/, "$1")}`)];
  });
  return listNode(node.at, items, node.marker);
};

/** A list in which each text stands for the long forms that `parse` makes of it, or for what it says is wrong. */
function eachText(parse: (text: string) => readonly object[] | string): Form {
  return (node, path, findings) => {
    if (node.kind !== "list") return node;
    const items = node.items.flatMap((item, index) => {
      const text = textOf(item);
      if (text === undefined) return [item];
      const long = parse(text);
      if (typeof long !== "string") return long.map((each) => nodeOf(item.at, each));
      findings.mistake(item.at, joinPath(path, index), long);
      return [];
    });
    return listNode(node.at, items, node.marker);
  };
}

const ports = eachText(shortPort);

const volumes = eachText((text) => {
  const volume = shortVolume(text);
  return typeof volume === "string" ? volume : [volume];
});

const devices: Form = (node, path, findings) => {
  if (node.kind !== "list") return node;
  return withChildren(node, (item, index) => {
    const text = textOf(item);
    if (text === undefined) return item;
    const [source = "", target = "", permissions = "rwm", ...more] = text.split(":");
    if (more.length > 0)
      findings.mistake(
        item.at,
        joinPath(path, index),
        `expected source[:target[:permissions]], got ${show(text)}`,
      );
    return nodeOf(item.at, { source, target: target || source, permissions });
  });
};

const ssh: Form = (node, path, findings) => {
  const map = keyValues(node, path, findings);
  if (map.kind === "map")
    for (const [key, value] of map.entries)
      if (isNull(value) && key !== "default")
        findings.mistake(value.at, joinPath(path, key), `expected id=path, got ${show(key)}`);
  return map;
};

const gpus: Form = (node) =>
  node.kind === "scalar"
    ? listNode(node.at, [nodeOf(node.at, { count: "all" })], node.marker)
    : node;

/** `external: { name: x }`, an old spelling, is `external: true` with that name. */
const external: Form = (node, path, findings) => {
  const old = node.kind === "map" ? node.entries.get("external") : undefined;
  if (node.kind !== "map" || old?.kind !== "map") return node;
  const entries = new Map(node.entries);
  entries.set("external", scalarNode(old.at, true));
  const name = old.entries.get("name");
  const given = entries.get("name");
  if (name !== undefined && given !== undefined && plain(name) !== plain(given))
    findings.mistake(name.at, `${path}.external.name`, "differs from `name`; keep only `name`");
  if (name !== undefined) entries.set("name", given ?? name);
  return mapNode(node.at, entries, node.marker);
};

const started = (item: Node) => nodeOf(item.at, { condition: "service_started", required: true });

const FORMS: PathRules<Form> = pathRules({
  include: eachAs("path"),
  "services.*.annotations": keyValues,
  "services.*.build": (node: Node) => asMapping(node, "context"),
  "services.*.build.additional_contexts": keyValues,
  "services.*.build.args": keyValues,
  "services.*.build.cache_from": asList,
  "services.*.build.cache_to": asList,
  "services.*.build.extra_hosts": hosts,
  "services.*.build.labels": keyValues,
  "services.*.build.secrets": eachAs("source"),
  "services.*.build.ssh": ssh,
  "services.*.configs": eachAs("source"),
  "services.*.depends_on": named(started),
  "services.*.deploy.labels": keyValues,
  "services.*.develop.watch.*.exec.environment": keyValues,
  "services.*.develop.watch.*.ignore": asList,
  "services.*.develop.watch.*.include": asList,
  "services.*.devices": devices,
  "services.*.dns": asList,
  "services.*.dns_search": asList,
  "services.*.env_file": eachAs("path"),
  "services.*.environment": keyValues,
  "services.*.extends": (node: Node) => asMapping(node, "service"),
  "services.*.extra_hosts": hosts,
  "services.*.gpus": gpus,
  "services.*.label_file": asList,
  "services.*.labels": keyValues,
  "services.*.models": named((item) => scalarNode(item.at, null)),
  "services.*.networks": named((item) => scalarNode(item.at, null)),
  "services.*.ports": ports,
  "services.*.post_start.*.environment": keyValues,
  "services.*.pre_start.*.environment": keyValues,
  "services.*.pre_stop.*.environment": keyValues,
  "services.*.secrets": eachAs("source"),
  "services.*.sysctls": keyValues,
  "services.*.tmpfs": asList,
  "services.*.volumes": volumes,
  "services.*.volumes.*.volume.labels": keyValues,
  "networks.*": external,
  "networks.*.labels": keyValues,
  "volumes.*": external,
  "volumes.*.labels": keyValues,
  "secrets.*": external,
  "secrets.*.labels": keyValues,
  "configs.*": external,
  "configs.*.labels": keyValues,
});

/** The tree with each short form in the place of its long one. */
export function longForms(
  node: Node,
  findings: Findings,
  path = "",
  rules: PathRules<Form> | undefined = FORMS,
): Node {
  if (rules === undefined) return node;
  const long = rules.rule?.(node, path, findings) ?? node;
  if (rules.children.size === 0) return long;
  return withChildren(long, (child, key) =>
    longForms(child, findings, joinPath(path, key), below(rules, key)),
  );
}
