import type {
  EngineGenericResource,
  EngineServiceSpec,
  EngineTaskSpec,
  EngineUpdateConfig,
} from "../../../client/swarm-types";
import { defined, filled } from "../../defined";
import { splitPair } from "../../container/container-spec";
import { nanoseconds } from "./durations";
import { containerSpec } from "./service-container-spec";
import type {
  GenericResources,
  Placement,
  ServiceInputs,
  TaskSpec,
  UpdateConfig,
} from "./service-inputs";

/** Inputs in the words of the Engine API. `labels` are the user's and the plugin's own. */
export function serviceSpec(
  inputs: ServiceInputs,
  labels: Record<string, string>,
): EngineServiceSpec {
  const { mode, endpointSpec: endpoint } = inputs;
  return defined({
    Name: inputs.name ?? "",
    Labels: labels,
    TaskTemplate: taskSpec(inputs.taskSpec),
    Mode: mode?.global
      ? { Global: {} }
      : { Replicated: { Replicas: mode?.replicated?.replicas ?? 1 } },
    UpdateConfig: inputs.updateConfig && updateConfig(inputs.updateConfig),
    RollbackConfig: inputs.rollbackConfig && updateConfig(inputs.rollbackConfig),
    EndpointSpec:
      endpoint &&
      defined({
        Mode: endpoint.mode,
        Ports: endpoint.ports?.map((each) =>
          defined({
            Name: each.name || undefined,
            Protocol: each.protocol ?? "tcp",
            TargetPort: each.targetPort,
            PublishedPort: each.publishedPort || undefined,
            PublishMode: each.publishMode ?? "ingress",
          }),
        ),
      }),
  });
}

function taskSpec(spec: TaskSpec): EngineTaskSpec {
  const { resources, restartPolicy: restart, logDriver } = spec;
  return defined({
    ContainerSpec: containerSpec(spec.containerSpec),
    Resources:
      resources &&
      defined({
        Limits: resources.limits && quantities(resources.limits),
        Reservations:
          resources.reservation &&
          defined({
            ...quantities(resources.reservation),
            GenericResources: genericResources(resources.reservation.genericResources),
          }),
      }),
    RestartPolicy:
      restart &&
      defined({
        Condition: restart.condition,
        Delay: nanoseconds(restart.delay),
        MaxAttempts: restart.maxAttempts,
        Window: nanoseconds(restart.window),
      }),
    Placement: spec.placement && placement(spec.placement),
    Networks: filled(
      spec.networksAdvanceds?.map((each) =>
        defined({
          Target: each.id ?? each.name ?? "",
          Aliases: filled(each.aliases),
          DriverOpts: each.driverOpts && Object.fromEntries(each.driverOpts.map(splitPair)),
        }),
      ),
    ),
    LogDriver: logDriver && defined({ Name: logDriver.name, Options: logDriver.options }),
    ForceUpdate: spec.forceUpdate,
    Runtime: spec.runtime,
  });
}

function quantities({ nanoCpus, memoryBytes }: { nanoCpus?: number; memoryBytes?: number }) {
  return defined({ NanoCPUs: nanoCpus, MemoryBytes: memoryBytes });
}

function genericResources(
  resources: GenericResources | undefined,
): EngineGenericResource[] | undefined {
  return filled([
    ...(resources?.namedResourcesSpecs ?? []).map((each) => {
      const [Kind, Value] = splitPair(each);
      return { NamedResourceSpec: { Kind, Value } };
    }),
    ...(resources?.discreteResourcesSpecs ?? []).map((each) => {
      const [Kind, Value] = splitPair(each);
      return { DiscreteResourceSpec: { Kind, Value: Number(Value) } };
    }),
  ]);
}

function placement(spec: Placement): NonNullable<EngineTaskSpec["Placement"]> {
  return defined({
    Constraints: filled(spec.constraints),
    Preferences: filled(
      spec.prefs?.map((each) => ({
        Spread: { SpreadDescriptor: each.replace(/^spread=/, "") },
      })),
    ),
    MaxReplicas: spec.maxReplicas,
    Platforms: filled(
      spec.platforms?.map(({ architecture, os }) => ({ Architecture: architecture, OS: os })),
    ),
  });
}

function updateConfig(config: UpdateConfig): EngineUpdateConfig {
  return defined({
    // Swarm reads zero, and so also a parallelism that is left out, as "all at once".
    Parallelism: config.parallelism ?? 1,
    Delay: nanoseconds(config.delay),
    FailureAction: config.failureAction,
    Monitor: nanoseconds(config.monitor),
    MaxFailureRatio:
      config.maxFailureRatio === undefined ? undefined : Number(config.maxFailureRatio),
    Order: config.order,
  });
}
