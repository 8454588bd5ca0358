import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { OWNER_LABEL, URN_LABEL } from "../../model/docker-labels";
import { ownerOf } from "../../plugins/runtime/owner";
import { dockerEndpoint, type DockerEndpoint } from "../docker/endpoint";
import { bodyText, engineRequest } from "../docker/engine-request";

/** What one stack's state says. */
interface StackState {
  /** What every URN of the stack begins with. */
  urnPrefix: string;
  /** Ids of everything that state knows of, also of what it is about to delete. */
  ids: Set<string>;
  /** URNs whose creation was under way when a run was killed. */
  interrupted: Set<string>;
  /** Docker hosts that its providers name; undefined is the default one. */
  hosts: Set<string | undefined>;
}

/** In the order in which they go: each may be used by those before it. */
const KINDS = ["service", "container", "network", "volume", "secret", "config"] as const;

interface Found {
  kind: (typeof KINDS)[number];
  id: string;
  name: string;
  urn: string;
}

/**
 * A run that is killed may leave things on the engine that state never heard of. The docker plugin takes them on, or
 * removes them, when their resource is created again; where the program wants the resource no more, nobody else would
 * ever look. Call before a command that changes the stack, and what it returns after the command has succeeded.
 *
 * Only for backends of files, whose state can be read as it is. Things of a stack that another command works on just
 * now are left alone, and so are volumes, but for those that a killed run was about to make.
 */
export function watchLeftBehind(backendUrl: string): () => Promise<string[]> {
  const folder = backendFolder(backendUrl);
  if (folder === undefined) return () => Promise.resolve([]);
  const before = readStates(folder);
  return async () => {
    const after = readStates(folder);
    const interrupted = new Set(before.flatMap((state) => [...state.interrupted]));
    const hosts = new Set([...before, ...after].flatMap((state) => [...state.hosts]));
    const removed: string[] = [];
    for (const host of hosts) {
      const endpoint = endpointOf(host);
      if (endpoint === undefined) continue;
      try {
        const found = await ownedThings(endpoint, ownerOf({ PULUMI_BACKEND_URL: backendUrl }));
        for (const thing of leftBehind(found, after, interrupted)) {
          await remove(endpoint, thing);
          removed.push(`${thing.kind} ${thing.name}`);
        }
      } catch {
        // The engine doesn't answer: the command itself has said so, or didn't need it.
      }
    }
    return removed;
  };
}

/** What no state knows, users before what they use. */
export function leftBehind(
  found: readonly Found[],
  states: readonly StackState[],
  interrupted: ReadonlySet<string>,
): Found[] {
  return found
    .filter(({ kind, id, urn }) => {
      const state = states.find(({ urnPrefix }) => urn.startsWith(urnPrefix));
      if (state === undefined || state.ids.has(id)) return false;
      return kind !== "volume" || interrupted.has(urn);
    })
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

function backendFolder(url: string): string | undefined {
  return url.startsWith("file:///") ? join(url.slice("file://".length), ".pulumi") : undefined;
}

/** The states of all stacks that nobody is working on. */
function readStates(folder: string): StackState[] {
  const stacks = join(folder, "stacks");
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks, { recursive: true, encoding: "utf8" }).flatMap((file) => {
    const [project, name, ...rest] = file.split(/[\\/]/);
    if (!project || !name?.endsWith(".json") || rest.length > 0) return [];
    const stack = name.slice(0, -".json".length);
    if (isLocked(join(folder, "locks/organization", project, stack))) return [];
    try {
      const text = readFileSync(join(stacks, file), "utf8");
      return [stackState(`urn:pulumi:${stack}::${project}::`, JSON.parse(text))];
    } catch {
      return []; // compressed, or being written
    }
  });
}

function isLocked(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".json"));
}

interface Checkpoint {
  checkpoint?: {
    latest?: {
      resources?: { type: string; id?: string; inputs?: { host?: unknown } }[];
      pending_operations?: { type: string; resource: { urn: string } }[];
    };
  };
}

function stackState(urnPrefix: string, file: unknown): StackState {
  const { resources = [], pending_operations: pending = [] } =
    (file as Checkpoint).checkpoint?.latest ?? {};
  const providers = resources.filter(({ type }) => type === "pulumi:providers:docker");
  return {
    urnPrefix,
    ids: new Set(resources.flatMap(({ id }) => id ?? [])),
    interrupted: new Set(
      pending.filter(({ type }) => type === "creating").map(({ resource }) => resource.urn),
    ),
    hosts: new Set(
      providers.map(({ inputs }) => (typeof inputs?.host === "string" ? inputs.host : undefined)),
    ),
  };
}

function endpointOf(host: string | undefined): DockerEndpoint | undefined {
  try {
    return host === undefined
      ? dockerEndpoint()
      : dockerEndpoint({ env: { ...process.env, DOCKER_HOST: host } });
  } catch {
    return undefined;
  }
}

type Labels = Record<string, string> | null;

interface SwarmThing {
  ID: string;
  Spec: { Name: string; Labels: Labels };
}

const urnOf = (labels: Labels) => labels?.[URN_LABEL] ?? "";

async function ownedThings(endpoint: DockerEndpoint, owner: string): Promise<Found[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${OWNER_LABEL}=${owner}`] }));
  const list = async <T>(path: string): Promise<T> => {
    const response = await engineRequest(endpoint, { path, silenceMs: 10_000 });
    return JSON.parse(await bodyText(response)) as T;
  };
  // An engine that is no manager of a swarm answers with an error, which is no list.
  const inSwarm = async (kind: "service" | "secret" | "config") => {
    const answer = await list<unknown>(`/${kind}s?filters=${filters}`);
    const found = Array.isArray(answer) ? (answer as SwarmThing[]) : [];
    return found.map(({ ID, Spec }) => ({
      kind,
      id: ID,
      name: Spec.Name,
      urn: urnOf(Spec.Labels),
    }));
  };
  const [containers, networks, volumes, ...swarm] = await Promise.all([
    list<{ Id: string; Names: string[]; Labels: Labels }[]>(
      `/containers/json?all=true&filters=${filters}`,
    ),
    list<{ Id: string; Name: string; Labels: Labels }[]>(`/networks?filters=${filters}`),
    list<{ Volumes: { Name: string; Labels: Labels }[] | null }>(`/volumes?filters=${filters}`),
    inSwarm("service"),
    inSwarm("secret"),
    inSwarm("config"),
  ]);
  return [
    ...containers.map(({ Id, Names, Labels }) => ({
      kind: "container" as const,
      id: Id,
      name: (Names[0] ?? Id).replace(/^\//, ""),
      urn: urnOf(Labels),
    })),
    ...networks.map(({ Id, Name, Labels }) => ({
      kind: "network" as const,
      id: Id,
      name: Name,
      urn: urnOf(Labels),
    })),
    ...(volumes.Volumes ?? []).map(({ Name, Labels }) => ({
      kind: "volume" as const,
      id: Name,
      name: Name,
      urn: urnOf(Labels),
    })),
    ...swarm.flat(),
  ];
}

/** Stops a container before it goes, as the plugin does. */
async function remove(endpoint: DockerEndpoint, { kind, id }: Found): Promise<void> {
  const path = `/${kind}s/${encodeURIComponent(id)}`;
  if (kind === "container")
    await bodyText(await engineRequest(endpoint, { method: "POST", path: `${path}/stop` }));
  const query = kind === "container" ? "?v=true" : "";
  await bodyText(await engineRequest(endpoint, { method: "DELETE", path: path + query }));
}
