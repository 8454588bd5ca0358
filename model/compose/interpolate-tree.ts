import { joinPath } from "../mistakes";
import type { Findings } from "./findings";
import { interpolate, type Lookup } from "./interpolate";
import { scalarNode, withChildren, type Node } from "./node";

/** A tree with the variables of all its texts put in. Keys stay as they are. */
export function interpolateTree(node: Node, lookup: Lookup, findings: Findings, path = ""): Node {
  if (node.kind !== "scalar")
    return withChildren(node, (child, key) =>
      interpolateTree(child, lookup, findings, joinPath(path, key)),
    );
  if (typeof node.value !== "string" || !node.value.includes("$")) return node;
  const { text, problems, unset } = interpolate(node.value, lookup);
  for (const problem of problems) findings.mistake(node.at, path, problem);
  for (const name of unset)
    findings.warning(node.at, path, `the variable ${name} isn't set; nothing stands for it`);
  return scalarNode(node.at, text, node.marker);
}
