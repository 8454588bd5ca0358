import { checkDockerEndpoint } from "./docker-endpoint";
import { joinPath, show, type Mistake } from "./mistakes";
import { unknownKey } from "./shape";
import { checkSshHostKey } from "./ssh-host-key";

/** A machine as an inventory file says it. */
export interface InventoryHost {
  /** `ssh://user@host`, as `DockerHost` takes it. */
  address: string;
  /** The key that it shows; known_hosts has it otherwise. */
  hostKey?: string;
  roles?: string[];
  labels?: Record<string, string>;
  environment?: string;
  region?: string;
  /** Address or interface by which nodes of a swarm reach it; needed where it has several addresses. */
  advertise?: string;
}

const KEYS = ["address", "hostKey", "roles", "labels", "environment", "region", "advertise"];

/** The machines of an inventory, `{ hosts: { name: { address, … } } }`, or all that is wrong with it. */
export function readInventory(
  tree: unknown,
): { hosts: Record<string, InventoryHost> } | { mistakes: Mistake[] } {
  const hosts = isObject(tree) ? tree["hosts"] : undefined;
  if (!isObject(hosts))
    return {
      mistakes: [
        { path: "hosts", problem: `expected an object of hosts by name, got ${show(hosts)}` },
      ],
    };
  const mistakes = [
    ...Object.keys(tree as object)
      .filter((key) => key !== "hosts")
      .map((key) => ({ path: key, problem: unknownKey(["hosts"], key) })),
    ...Object.entries(hosts).flatMap(([name, host]) => hostMistakes(host, joinPath("hosts", name))),
  ];
  return mistakes.length > 0 ? { mistakes } : { hosts: hosts as Record<string, InventoryHost> };
}

function hostMistakes(host: unknown, path: string): Mistake[] {
  if (!isObject(host)) return [{ path, problem: `expected an object, got ${show(host)}` }];
  const mistakes: Mistake[] = [];
  const at = (key: string) => joinPath(path, key);
  for (const key of Object.keys(host))
    if (!KEYS.includes(key)) mistakes.push({ path: at(key), problem: unknownKey(KEYS, key) });
  const address = checkDockerEndpoint(host["address"]);
  if (address !== undefined) mistakes.push({ path: at("address"), problem: address });
  const key = host["hostKey"] === undefined ? undefined : checkSshHostKey(host["hostKey"]);
  if (key !== undefined) mistakes.push({ path: at("hostKey"), problem: key });
  for (const name of ["environment", "region", "advertise"])
    if (host[name] !== undefined && typeof host[name] !== "string")
      mistakes.push({ path: at(name), problem: `expected text, got ${show(host[name])}` });
  const { roles, labels } = host;
  if (
    roles !== undefined &&
    !(Array.isArray(roles) && roles.every((each) => typeof each === "string"))
  )
    mistakes.push({ path: at("roles"), problem: `expected a list of texts, got ${show(roles)}` });
  if (
    labels !== undefined &&
    !(isObject(labels) && Object.values(labels).every((each) => typeof each === "string"))
  )
    mistakes.push({ path: at("labels"), problem: `expected names and texts, got ${show(labels)}` });
  return mistakes;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
