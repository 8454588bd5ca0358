import { defaults } from "../defaults";
import type { Mistake } from "../mistakes";
import type { FileSpec, PortSpec, RolloutSpec, VolumeSpec } from "../workload";

/** How Swarm changes a service's tasks, beyond a workload's `rollout`. */
export interface SwarmUpdate {
  /**
   * Seconds that Swarm watches each new task for a failure, at least the workload's `rollout.waitSeconds`: it misses
   * what fails later than this. Defaults to 5, or those where they are more.
   */
  monitorSeconds?: number;
  /** What Swarm does when too many fail. Defaults to `rollback`: back to what ran before, and the update fails. */
  onFailure?: "rollback" | "pause" | "continue";
}

/** What decides about a workload's place in a swarm. */
export interface SwarmPlace {
  endpointMode: "vip" | "dnsrr";
  publishMode: "ingress" | "host";
  everywhere: boolean;
  /** How many nodes it may run on. */
  nodes: number;
  update: SwarmUpdate;
}

const LARGEST_SECRET = 500 * 1024 - 1;
const LARGEST_CONFIG = 1000 * 1024 - 1;

interface Spec {
  secretEnv?: unknown;
  ports?: readonly PortSpec[];
  volumes?: readonly VolumeSpec[];
  files?: readonly FileSpec[];
  replicas?: number;
  spread?: number;
  allowPrivilegeEscalation?: unknown;
  rollout?: RolloutSpec;
}

/** What a sound workload asks for and a swarm can't do; refused, never dropped in silence. */
export function swarmRefusals(spec: Spec, place: SwarmPlace): Mistake[] {
  return [
    ...placeMistakes(spec, place),
    ...secretEnvRefusals(spec),
    ...portRefusals(spec, place),
    ...fileRefusals(spec.files ?? []),
    ...(spec.allowPrivilegeEscalation === false
      ? [
          {
            path: "allowPrivilegeEscalation",
            problem:
              'a service has no such switch: leave it out, and give `capabilities: { drop: ["ALL"] }` or a `user` that isn\'t root',
          },
        ]
      : []),
    ...((spec.rollout?.canary ?? 0) > 0
      ? [{ path: "rollout.canary", problem: "Swarm has no canaries: use `rollout.batch: 1`" }]
      : []),
    ...(place.everywhere && spec.replicas !== undefined
      ? [
          {
            path: "replicas",
            problem: "must be left out: one runs on each node, as the placement says `everywhere`",
          },
        ]
      : []),
  ];
}

function placeMistakes(
  { rollout, spread }: Spec,
  { endpointMode, publishMode, update }: SwarmPlace,
): Mistake[] {
  const mistakes: Mistake[] = [];
  if (endpointMode === "dnsrr" && publishMode === "ingress")
    mistakes.push({
      path: "on.publishMode",
      problem: 'expected "host": with endpointMode "dnsrr" there is no ingress',
    });
  const { monitorSeconds } = update;
  const delay = rollout?.waitSeconds ?? 0;
  if (monitorSeconds !== undefined && monitorSeconds < delay)
    mistakes.push({
      path: "on.update.monitorSeconds",
      problem: `expected at least rollout.waitSeconds (${delay}), got ${monitorSeconds}: Swarm would miss tasks that fail between the two`,
    });
  if (spread !== undefined)
    mistakes.push({ path: "spread", problem: "is for a group of hosts: say replicas" });
  return mistakes;
}

function secretEnvRefusals({ secretEnv }: Spec): Mistake[] {
  if (secretEnv === undefined) return [];
  return [
    {
      path: "secretEnv",
      problem:
        "Swarm has no secret variables, it shows a service's environment to all who may look at it: give the value as a file (`files: [{ path, content, secret: true }]`), and the program its path",
    },
  ];
}

function portRefusals({ ports = [], replicas }: Spec, place: SwarmPlace): Mistake[] {
  return ports.flatMap(({ publish }, index) => {
    if (publish === undefined) return [];
    const path = `ports[${index}].publish`;
    const mistakes: Mistake[] = [];
    if (publish.address !== "0.0.0.0")
      mistakes.push({
        path: `${path}.address`,
        problem: `expected "0.0.0.0", got ${publish.address === undefined ? "nothing" : `"${publish.address}"`}: Swarm publishes on every address of its nodes, and that has to be said`,
      });
    const wanted = replicas ?? defaults.replicas;
    if (place.publishMode === "host" && !place.everywhere && wanted > place.nodes)
      mistakes.push({
        path: `${path}.port`,
        problem: `the port ${publish.port} of a node can only be had by one task, and there are ${wanted} replicas for ${place.nodes} nodes`,
      });
    return mistakes;
  });
}

function fileRefusals(files: readonly FileSpec[]): Mistake[] {
  return files.flatMap(({ content, secret, onChange = "recreate" }, index) => {
    if (onChange !== "recreate")
      return [
        {
          path: `files[${index}].onChange`,
          problem: 'expected "recreate": Swarm can\'t change a file of a task that runs',
        },
      ];
    if (typeof content !== "string") return [];
    const size = Buffer.byteLength(content);
    const largest = secret === true ? LARGEST_SECRET : LARGEST_CONFIG;
    const path = `files[${index}].content`;
    if (size === 0) return [{ path, problem: "expected some content: Swarm takes no empty file" }];
    if (size <= largest) return [];
    return [
      {
        path,
        problem: `expected at most ${largest} bytes, got ${size}: Swarm keeps no larger files; build it into the image`,
      },
    ];
  });
}
