import type * as docker from "@pulumi/docker";
import { publishedPorts } from "../../../model/compose/host/published-port";
import type { ComposeService } from "../../../model/compose/project";
import { replicasOf } from "../../../model/compose/replicas";
import { convergeSeconds } from "../../../model/compose/swarm/converge-seconds";
import { present } from "../../workloads/present";
import { stackLabels, type AppOnSwarm } from "./app-on-swarm";
import { containerSpec } from "./container-spec";

type TaskSpec = docker.types.input.ServiceTaskSpec;

/** What the official SDK's service is given. */
export function serviceArgs(
  on: AppOnSwarm,
  name: string,
  service: ComposeService,
): docker.ServiceArgs {
  const { deploy = {} } = service;
  return present<docker.ServiceArgs>({
    name: `${on.project.name}_${name}`,
    labels: stackLabels(on.project.name, deploy.labels),
    taskSpec: taskSpec(on, name, service),
    mode:
      deploy.mode === "global"
        ? { global: true }
        : { replicated: { replicas: replicasOf(service) } },
    updateConfig: deploy.update_config && rollout(deploy.update_config),
    rollbackConfig: deploy.rollback_config && rollout(deploy.rollback_config),
    endpointSpec:
      service.ports || deploy.endpoint_mode
        ? present({
            mode: deploy.endpoint_mode,
            ports: service.ports?.map(({ target, published, protocol, mode }) =>
              present({
                targetPort: target!,
                publishedPort: publishedPorts(published)?.first,
                protocol,
                publishMode: mode,
              }),
            ),
          })
        : undefined,
    convergeConfig: { timeout: `${convergeSeconds(service)}s` },
  });
}

function taskSpec(on: AppOnSwarm, name: string, service: ComposeService): TaskSpec {
  const { deploy = {}, logging, platform } = service;
  const { limits, reservations } = deploy.resources ?? {};
  const { constraints, preferences, max_replicas_per_node: maxReplicas } = deploy.placement ?? {};
  const [os, architecture] = platform?.split("/") ?? [];
  const placement = present({
    constraints: constraints?.map((each) => each.replace(/\s*(==|!=)\s*/, "$1")),
    prefs: preferences?.map(({ spread }) => `spread=${spread}`),
    maxReplicas,
    platforms: architecture === undefined ? undefined : [{ os: os!, architecture }],
  });
  const most = limits && quantities(limits.cpus, limits.memory);
  const least = reservations && {
    ...quantities(reservations.cpus, reservations.memory),
    ...(reservations.generic_resources && {
      genericResources: {
        discreteResourcesSpecs: reservations.generic_resources.map(
          ({ discrete_resource_spec: { kind, value } = {} }) => `${kind}=${value}`,
        ),
      },
    }),
  };
  return present<TaskSpec>({
    containerSpec: containerSpec(on, service),
    networksAdvanceds: Object.entries(service.networks ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, network]) =>
        present({
          id: on.networks[key]!,
          aliases: [...new Set([name, ...(network?.aliases ?? [])])],
          driverOpts:
            network?.driver_opts &&
            Object.entries(network.driver_opts).map(([option, value]) => `${option}=${value}`),
        }),
      ),
    resources: most || least ? present({ limits: most, reservation: least }) : undefined,
    restartPolicy: restartPolicy(service),
    placement: Object.keys(placement).length === 0 ? undefined : placement,
    logDriver: logging?.driver
      ? present({ name: logging.driver, options: logging.options })
      : undefined,
  });
}

function restartPolicy({ restart, deploy }: ComposeService): TaskSpec["restartPolicy"] {
  const policy = deploy?.restart_policy;
  if (policy !== undefined)
    return present({
      condition: policy.condition,
      delay: policy.delay,
      maxAttempts: policy.max_attempts,
      window: policy.window,
    });
  if (restart === undefined) return undefined;
  const [condition, count] = restart.split(":");
  if (condition === "no") return { condition: "none" };
  if (condition !== "on-failure") return { condition: "any" };
  return { condition, ...(count !== undefined && { maxAttempts: Number(count) }) };
}

type Rollout = NonNullable<NonNullable<ComposeService["deploy"]>["update_config"]>;

function rollout(config: Rollout) {
  return present({
    parallelism: config.parallelism,
    delay: config.delay,
    failureAction: config.failure_action,
    monitor: config.monitor,
    maxFailureRatio:
      config.max_failure_ratio === undefined ? undefined : String(config.max_failure_ratio),
    order: config.order,
  });
}

function quantities(cpus: number | undefined, memory: string | undefined) {
  return present({
    nanoCpus: cpus === undefined ? undefined : Math.round(cpus * 1e9),
    memoryBytes: memory === undefined ? undefined : Number(memory),
  });
}
