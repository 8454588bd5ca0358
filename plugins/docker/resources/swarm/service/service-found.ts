import type { Props } from "../../../../runtime/resource";
import type {
  EngineService,
  EngineServicePort,
  EngineTaskSpec,
  EngineUpdateConfig,
} from "../../../client/swarm-types";
import { inWordsOf } from "../../../diff/in-words-of";
import { labelList } from "../../labels";
import { containerSpecFound } from "./container-spec-found";
import { durationFound } from "./durations";
import type {
  Placement,
  ResourceReservation,
  ServiceInputs,
  ServicePort,
  TaskNetwork,
  TaskSpec,
  UpdateConfig,
} from "./service-inputs";
import { SERVICE_TABLE } from "./service-table";

/** Names of networks by their ids: Swarm keeps only ids. */
export type NetworkNames = ReadonlyMap<string, string>;

/**
 * The inputs that give what was found: as they were written where that means the same. Without `old` (on import),
 * everything that isn't a default.
 */
export function foundInputs(
  found: EngineService,
  networks: NetworkNames,
  old: Props | undefined,
): Props {
  const now = everything(found, networks, old ?? {}) as Props;
  const inputs: Props = { ...old };
  for (const [name, { compare }] of Object.entries(SERVICE_TABLE)) {
    if (name === "auth" || name === "convergeConfig") continue; // the plugin's own: Swarm doesn't tell them
    const worded = inWordsOf(compare, old?.[name], now[name]);
    if (worded === undefined) delete inputs[name];
    else inputs[name] = worded;
  }
  return inputs;
}

/** All that Swarm has, defaults included; `old` tells what was written, where Swarm keeps it in other words. */
export function everything(
  { Spec: spec }: EngineService,
  networks: NetworkNames,
  old: Partial<ServiceInputs>,
): Omit<ServiceInputs, "auth" | "convergeConfig"> {
  const { Replicated: replicated, Global: global } = spec.Mode ?? {};
  return {
    name: spec.Name,
    labels: labelList(spec.Labels, old.labels),
    taskSpec: taskSpecFound(spec.TaskTemplate, networks, old.taskSpec),
    mode: global
      ? { global: true }
      : { global: false, replicated: { replicas: replicated?.Replicas ?? 1 } },
    ...(spec.UpdateConfig && { updateConfig: updateConfigFound(spec.UpdateConfig) }),
    ...(spec.RollbackConfig && { rollbackConfig: updateConfigFound(spec.RollbackConfig) }),
    endpointSpec: {
      mode: spec.EndpointSpec?.Mode ?? "vip",
      ports: (spec.EndpointSpec?.Ports ?? []).map(portFound),
    },
  };
}

export function portFound(port: EngineServicePort): ServicePort {
  return {
    ...(port.Name && { name: port.Name }),
    protocol: port.Protocol ?? "tcp",
    publishMode: port.PublishMode ?? "ingress",
    ...(port.PublishedPort && { publishedPort: port.PublishedPort }),
    targetPort: port.TargetPort,
  };
}

function taskSpecFound(
  spec: EngineTaskSpec,
  networks: NetworkNames,
  old: Partial<TaskSpec> | undefined,
): TaskSpec {
  const { Resources: resources, RestartPolicy: restart, LogDriver: log } = spec;
  const reservation = resources?.Reservations;
  return {
    containerSpec: containerSpecFound(spec.ContainerSpec, old?.containerSpec),
    // `docker service update --force` counts it up; that is no change of what was asked for.
    ...((old === undefined || old.forceUpdate !== undefined) && {
      forceUpdate: spec.ForceUpdate ?? 0,
    }),
    ...(log && {
      logDriver: { name: log.Name, ...(log.Options && { options: log.Options }) },
    }),
    ...(spec.Networks && {
      networksAdvanceds: spec.Networks.map((each) => networkFound(each, networks, old)),
    }),
    ...(spec.Placement && { placement: placementFound(spec.Placement, old?.placement) }),
    ...(resources && {
      resources: {
        ...(resources.Limits && { limits: quantitiesFound(resources.Limits) }),
        ...(reservation && {
          reservation: {
            ...quantitiesFound(reservation),
            ...genericResourcesFound(reservation.GenericResources),
          },
        }),
      },
    }),
    ...(restart && {
      restartPolicy: {
        ...(restart.Condition && { condition: restart.Condition }),
        ...durationFound("delay", restart.Delay),
        maxAttempts: restart.MaxAttempts ?? 0,
        ...durationFound("window", restart.Window),
      },
    }),
    runtime: spec.Runtime || "container",
  };
}

function networkFound(
  { Target, Aliases, DriverOpts }: NonNullable<EngineTaskSpec["Networks"]>[number],
  networks: NetworkNames,
  old: Partial<TaskSpec> | undefined,
): TaskNetwork {
  const name = networks.get(Target);
  const written = old?.networksAdvanceds?.find((each) =>
    [Target, name].includes(each.id ?? each.name),
  );
  return {
    ...(written?.name === undefined ? { id: written?.id ?? Target } : { name: written.name }),
    ...(Aliases?.length && { aliases: Aliases }),
    ...(DriverOpts && {
      driverOpts: Object.entries(DriverOpts).map(([key, value]) => `${key}=${value}`),
    }),
  };
}

/** The platforms come from the registry, where nobody has written any. */
function placementFound(
  found: NonNullable<EngineTaskSpec["Placement"]>,
  old: Placement | undefined,
): Placement {
  return {
    ...(found.Constraints && { constraints: found.Constraints }),
    maxReplicas: found.MaxReplicas ?? 0,
    ...(old?.platforms && {
      platforms: (found.Platforms ?? []).map(({ Architecture, OS }) => ({
        architecture: Architecture ?? "",
        os: OS ?? "",
      })),
    }),
    ...(found.Preferences && {
      prefs: found.Preferences.map(({ Spread }) => `spread=${Spread?.SpreadDescriptor ?? ""}`),
    }),
  };
}

function quantitiesFound(found: { NanoCPUs?: number; MemoryBytes?: number }) {
  return { memoryBytes: found.MemoryBytes ?? 0, nanoCpus: found.NanoCPUs ?? 0 };
}

function genericResourcesFound(
  found: NonNullable<NonNullable<EngineTaskSpec["Resources"]>["Reservations"]>["GenericResources"],
): Pick<ResourceReservation, "genericResources"> {
  if (!found?.length) return {};
  return {
    genericResources: {
      discreteResourcesSpecs: found.flatMap(({ DiscreteResourceSpec: each }) =>
        each ? [`${each.Kind}=${each.Value}`] : [],
      ),
      namedResourcesSpecs: found.flatMap(({ NamedResourceSpec: each }) =>
        each ? [`${each.Kind}=${each.Value}`] : [],
      ),
    },
  };
}

function updateConfigFound(found: EngineUpdateConfig): UpdateConfig {
  return {
    parallelism: found.Parallelism,
    ...durationFound("delay", found.Delay ?? 0),
    failureAction: found.FailureAction ?? "pause",
    ...durationFound("monitor", found.Monitor),
    // As the official plugin writes it.
    maxFailureRatio: (found.MaxFailureRatio ?? 0).toFixed(1),
    order: found.Order ?? "stop-first",
  };
}
