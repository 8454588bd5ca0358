import { joinPath, show, type Mistake } from "./mistakes";
import { didYouMean } from "./nearest";
import type { HostTraits } from "./targeting";

/** Which nodes are meant, by what is known of their hosts. All that is given must fit, each as it stands here. */
export interface NodeSelector {
  readonly name?: string;
  readonly role?: string;
  readonly environment?: string;
  readonly region?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const KEYS = ["name", "role", "environment", "region", "labels"] as const;

/** Swarm's own constraints know neither patterns nor "or", so neither does this. */
export function nodeSelectorMistakes(selector: object, path: string): Mistake[] {
  return Object.entries(selector).flatMap(([key, value]: [string, unknown]) => {
    const at = joinPath(path, key);
    if (!(KEYS as readonly string[]).includes(key))
      return [{ path: at, problem: `nodes have no such trait${didYouMean(key, KEYS)}` }];
    if (key === "labels" && typeof value === "object" && value !== null)
      return Object.entries(value).flatMap(([label, each]) => exact(each, joinPath(at, label)));
    return value === undefined ? [] : exact(value, at);
  });
}

function exact(value: unknown, path: string): Mistake[] {
  if (typeof value === "string" && value !== "" && !value.includes("*")) return [];
  return [
    {
      path,
      problem: `expected one text without "*", as Swarm places by exact values alone, got ${show(value)}`,
    },
  ];
}

/** The selector as Swarm's constraints on the labels that {@link nodeLabels} gives. */
export function placementConstraints(selector: NodeSelector): string[] {
  const { name, role, environment, region, labels = {} } = selector;
  return [
    ...(name === undefined ? [] : [`node.labels.host==${name}`]),
    ...(role === undefined ? [] : [`node.labels.role.${role}==true`]),
    ...(environment === undefined ? [] : [`node.labels.environment==${environment}`]),
    ...(region === undefined ? [] : [`node.labels.region==${region}`]),
    ...Object.entries(labels).map(([label, value]) => `node.labels.${label}==${value}`),
  ];
}

/**
 * What services can be placed by, of what is known of a host: `host`, `role.<role>`, `environment`, `region`, and the
 * host's own labels, which win.
 */
export function nodeLabels(host: HostTraits): Record<string, string> {
  const { name, roles, labels, environment, region } = host;
  return {
    host: name,
    ...Object.fromEntries(roles.map((role) => [`role.${role}`, "true"])),
    ...(environment !== undefined && { environment }),
    ...(region !== undefined && { region }),
    ...labels,
  };
}
