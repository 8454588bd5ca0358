import type { TaskSpec } from "../../../../plugins/docker/resources/swarm/service/service-inputs";
import { within, type NotTried, type Trial, type TrialsFor } from "../trial";
import type { World } from "../world";
import { NO_TASK, SECOND, task, taskUpdate, type FoundService } from "./service-reading";

const MIB = 1024 * 1024;
type Parts = Record<string, readonly Trial<FoundService>[] | NotTried>;
type Placement = NonNullable<TaskSpec["placement"]>;
type Resources = NonNullable<TaskSpec["resources"]>;
type Reservation = NonNullable<Resources["reservation"]>;
type Restart = NonNullable<TaskSpec["restartPolicy"]>;

/** How the tasks of a service run, without what their containers are. */
export function serviceTask(world: World): Parts {
  const plain: Omit<
    TrialsFor<TaskSpec, FoundService>,
    "containerSpec" | "placement" | "resources" | "restartPolicy"
  > = {
    forceUpdate: [
      {
        base: 1,
        changed: 2,
        inDocker: task(({ ForceUpdate }) => ForceUpdate, { base: 1, changed: 2 }),
        byHand: taskUpdate((of) => (of.ForceUpdate = 7)),
      },
    ],
    logDriver: [
      {
        base: { name: "json-file", options: { "max-size": "1m", "max-file": "2" } },
        alike: [{ name: "json-file", options: { "max-file": "2", "max-size": "1m" } }],
        changed: { name: "json-file", options: { "max-size": "2m" } },
        inDocker: task((of) => of.LogDriver?.Options?.["max-size"], { base: "1m", changed: "2m" }),
        byHand: taskUpdate((of) => (of.LogDriver = { Name: "none" })),
      },
    ],
    networksAdvanceds: taskNetworks(world),
    runtime: { notTried: "can be `container` only: services of plugins are refused by name" },
  };
  return {
    ...plain,
    ...within("placement", taskPlacement()),
    ...within("resources", {
      ...within("limits", limits()),
      ...within("reservation", reservation()),
    }),
    ...within("restartPolicy", restartPolicy()),
  };
}

function taskNetworks({ swarm }: World): Trial<FoundService>[] {
  const [one, two] = swarm.networks;
  const targets = (values: { base: unknown; changed: unknown }) =>
    task((of) => of.Networks?.map(({ Target }) => Target).sort(), values);
  const byHand = taskUpdate((of) => (of.Networks = []));
  return [
    {
      what: "which ones",
      base: [{ id: one.id, aliases: ["web", "app"] }, { id: two.id }],
      alike: [[{ id: two.id }, { id: one.id, aliases: ["app", "web"] }]],
      changed: [{ id: two.id }],
      inDocker: targets({ base: [one.id, two.id].sort(), changed: [two.id] }),
      byHand,
    },
    {
      what: "aliases",
      base: [{ id: one.id, aliases: ["web"] }],
      changed: [{ id: one.id, aliases: ["app"] }],
      inDocker: task((of) => of.Networks?.[0]?.Aliases, { base: ["web"], changed: ["app"] }),
      byHand,
    },
    {
      what: "by name",
      base: [{ name: one.name }],
      changed: [{ name: two.name }],
      inDocker: targets({ base: [one.id], changed: [two.id] }),
      byHand,
      notImported: "Swarm keeps ids only, so an import writes `id`",
    },
  ];
}

function taskPlacement(): TrialsFor<Placement, FoundService> {
  return {
    constraints: [
      {
        base: ["node.role==manager", "node.labels.zone!=none"],
        alike: [["node.labels.zone != none", "node.role == manager"]],
        changed: ["node.role==manager"],
        inDocker: task((of) => of.Placement?.Constraints?.length, { base: 2, changed: 1 }),
        byHand: taskUpdate((of) => (of.Placement = { Constraints: ["node.role!=worker"] })),
      },
    ],
    maxReplicas: [
      {
        base: 2,
        changed: 3,
        inDocker: task((of) => of.Placement?.MaxReplicas, { base: 2, changed: 3 }),
        byHand: taskUpdate((of) => (of.Placement = { MaxReplicas: 4 })),
      },
    ],
    platforms: [
      {
        base: [
          { architecture: "amd64", os: "linux" },
          { architecture: "arm64", os: "linux" },
        ],
        alike: [
          [
            { architecture: "arm64", os: "linux" },
            { architecture: "amd64", os: "linux" },
          ],
        ],
        changed: [{ architecture: "amd64", os: "linux" }],
        inDocker: task((of) => of.Placement?.Platforms?.length, { base: 2, changed: 1 }),
        byHand: taskUpdate((of) => (of.Placement = { Platforms: [] })),
      },
    ],
    prefs: [
      {
        base: ["spread=node.labels.zone", "spread=node.labels.rack"],
        changed: ["spread=node.labels.rack", "spread=node.labels.zone"],
        inDocker: task((of) => of.Placement?.Preferences?.[0]?.Spread?.SpreadDescriptor, {
          base: "node.labels.zone",
          changed: "node.labels.rack",
        }),
        byHand: taskUpdate((of) => (of.Placement = { Preferences: [] })),
      },
    ],
  };
}

function limits(): TrialsFor<NonNullable<Resources["limits"]>, FoundService> {
  return {
    memoryBytes: [
      {
        base: 64 * MIB,
        changed: 96 * MIB,
        inDocker: task((of) => of.Resources?.Limits?.MemoryBytes, {
          base: 64 * MIB,
          changed: 96 * MIB,
        }),
        byHand: taskUpdate((of) => (of.Resources = { Limits: { MemoryBytes: 80 * MIB } })),
      },
    ],
    nanoCpus: [
      {
        base: 5e8,
        changed: 7e8,
        inDocker: task((of) => of.Resources?.Limits?.NanoCPUs, { base: 5e8, changed: 7e8 }),
        byHand: taskUpdate((of) => (of.Resources = { Limits: { NanoCPUs: 6e8 } })),
      },
    ],
  };
}

function reservation(): Parts {
  const plain: Omit<TrialsFor<Reservation, FoundService>, "genericResources"> = {
    memoryBytes: [
      {
        base: 8 * MIB,
        changed: 9 * MIB,
        inDocker: task((of) => of.Resources?.Reservations?.MemoryBytes, {
          base: 8 * MIB,
          changed: 9 * MIB,
        }),
        byHand: taskUpdate((of) => (of.Resources = { Reservations: { MemoryBytes: 7 * MIB } })),
      },
    ],
    nanoCpus: [
      {
        base: 1e6,
        changed: 2e6,
        inDocker: task((of) => of.Resources?.Reservations?.NanoCPUs, { base: 1e6, changed: 2e6 }),
        byHand: taskUpdate((of) => (of.Resources = { Reservations: { NanoCPUs: 3e6 } })),
      },
    ],
  };
  const counted = (of: { GenericResources?: unknown[] | null } | null | undefined) =>
    of?.GenericResources?.length;
  const generic: TrialsFor<NonNullable<Reservation["genericResources"]>, FoundService> = {
    discreteResourcesSpecs: [
      {
        with: NO_TASK,
        base: ["SSD=3", "HDD=1"],
        alike: [["HDD=1", "SSD=3"]],
        changed: ["SSD=4"],
        inDocker: task((of) => counted(of.Resources?.Reservations), { base: 2, changed: 1 }),
        byHand: taskUpdate((of) => (of.Resources = { Reservations: {} })),
      },
    ],
    namedResourcesSpecs: [
      {
        with: NO_TASK,
        base: ["GPU=UUID1", "GPU=UUID2"],
        alike: [["GPU=UUID2", "GPU=UUID1"]],
        changed: ["GPU=UUID3"],
        inDocker: task((of) => counted(of.Resources?.Reservations), { base: 2, changed: 1 }),
        byHand: taskUpdate((of) => (of.Resources = { Reservations: {} })),
      },
    ],
  };
  return { ...plain, ...within("genericResources", generic) };
}

function restartPolicy(): TrialsFor<Restart, FoundService> {
  return {
    condition: [
      {
        base: "on-failure",
        changed: "none",
        inDocker: task((of) => of.RestartPolicy?.Condition, {
          base: "on-failure",
          changed: "none",
        }),
        byHand: taskUpdate((of) => (of.RestartPolicy = { Condition: "any" })),
      },
    ],
    delay: [
      {
        base: "1500ms",
        alike: ["1.5s"],
        changed: "2s",
        inDocker: task((of) => of.RestartPolicy?.Delay, {
          base: 1.5 * SECOND,
          changed: 2 * SECOND,
        }),
        byHand: taskUpdate((of) => (of.RestartPolicy = { Delay: 3 * SECOND })),
      },
    ],
    maxAttempts: [
      {
        base: 3,
        changed: 4,
        inDocker: task((of) => of.RestartPolicy?.MaxAttempts, { base: 3, changed: 4 }),
        byHand: taskUpdate((of) => (of.RestartPolicy = { MaxAttempts: 5 })),
      },
    ],
    window: [
      {
        base: "90s",
        alike: ["1m30s"],
        changed: "2m",
        inDocker: task((of) => of.RestartPolicy?.Window, {
          base: 90 * SECOND,
          changed: 120 * SECOND,
        }),
        byHand: taskUpdate((of) => (of.RestartPolicy = { Window: SECOND })),
      },
    ],
  };
}
