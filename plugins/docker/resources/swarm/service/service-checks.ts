import {
  flag,
  listOf,
  mapOf,
  objectOf,
  text,
  wholeNumber,
  type RulesFor,
  type Test,
} from "../../../../runtime/check/rule";
import * as is from "../../../check/text-tests";
import { labelRule } from "../../container/container-checks";
import { serviceName } from "../swarm-names";
import { containerSpecRule } from "./container-spec-checks";
import type {
  ConvergeConfig,
  EndpointSpec,
  GenericResources,
  LogDriver,
  Placement,
  Platform,
  ResourceLimits,
  ResourceReservation,
  RestartPolicy,
  RollbackConfig,
  ServiceAuth,
  ServiceInputs,
  ServiceMode,
  ServicePort,
  TaskNetwork,
  TaskResources,
  TaskSpec,
  UpdateConfig,
} from "./service-inputs";

const ratio: Test<string> = (value) =>
  /^\d*\.?\d+$/.test(value) && Number(value) <= 1
    ? undefined
    : `expected a ratio from "0.0" to "1.0", got "${value}"`;

const constraint: Test<string> = (value) =>
  /^[^=!\s]+\s*(==|!=)\s*\S/.test(value)
    ? undefined
    : `expected a constraint such as "node.role==manager", got "${value}"`;

const preference: Test<string> = (value) =>
  /^spread=\S+$/.test(value)
    ? undefined
    : `expected "spread=<label>" such as "spread=node.labels.zone", got "${value}"`;

const discrete: Test<string> = (value) =>
  /^[^=]+=\d+$/.test(value) ? undefined : `expected kind=number such as "SSD=3", got "${value}"`;

function updateConfig<T extends UpdateConfig | RollbackConfig>(...actions: string[]) {
  return objectOf<T>({
    delay: text(is.duration),
    failureAction: text(is.oneOf(...actions)),
    maxFailureRatio: text(ratio),
    monitor: text(is.duration),
    order: text(is.oneOf("stop-first", "start-first")),
    parallelism: wholeNumber(0),
  } as unknown as RulesFor<T>);
}

const limits: RulesFor<ResourceLimits> = { memoryBytes: wholeNumber(0), nanoCpus: wholeNumber(0) };

const taskSpec: RulesFor<TaskSpec> = {
  containerSpec: containerSpecRule,
  forceUpdate: wholeNumber(0),
  logDriver: objectOf<LogDriver>({ name: text(is.nonEmpty), options: mapOf(text()) }, ["name"]),
  networksAdvanceds: listOf(
    objectOf<TaskNetwork>(
      {
        aliases: listOf(text(is.nonEmpty)),
        driverOpts: listOf(text(is.keyValue)),
        id: text(is.nonEmpty),
        name: text(is.nonEmpty),
      },
      [],
      ({ id, name }, path, fail) => {
        if ((id === undefined) === (name === undefined))
          fail({ property: path, reason: "expected exactly one of id and name" });
      },
    ),
  ),
  placement: objectOf<Placement>({
    constraints: listOf(text(constraint)),
    maxReplicas: wholeNumber(0),
    platforms: listOf(
      objectOf<Platform>({ architecture: text(), os: text() }, ["architecture", "os"]),
    ),
    prefs: listOf(text(preference)),
  }),
  resources: objectOf<TaskResources>({
    limits: objectOf(limits),
    reservation: objectOf<ResourceReservation>({
      ...limits,
      genericResources: objectOf<GenericResources>({
        discreteResourcesSpecs: listOf(text(discrete)),
        namedResourcesSpecs: listOf(text(is.keyValue)),
      }),
    }),
  }),
  restartPolicy: objectOf<RestartPolicy>({
    condition: text(is.oneOf("none", "on-failure", "any")),
    delay: text(is.duration),
    maxAttempts: wholeNumber(0),
    window: text(is.duration),
  }),
  runtime: text((value) =>
    value === "container"
      ? undefined
      : `expected "container", got "${value}"; a service of plugins can't be described by @pulumi/docker`,
  ),
};

/** How each input of a service is checked by itself. */
export const SERVICE_RULES: RulesFor<ServiceInputs> = {
  auth: objectOf<ServiceAuth>(
    { password: text(), serverAddress: text(is.nonEmpty), username: text() },
    ["serverAddress"],
  ),
  convergeConfig: objectOf<ConvergeConfig>({
    delay: text(is.duration),
    timeout: text(is.duration),
  }),
  endpointSpec: objectOf<EndpointSpec>({
    mode: text(is.oneOf("vip", "dnsrr")),
    ports: listOf(
      objectOf<ServicePort>(
        {
          name: text(),
          protocol: text(is.oneOf("tcp", "udp", "sctp")),
          publishMode: text(is.oneOf("ingress", "host")),
          publishedPort: wholeNumber(0, 65535),
          targetPort: wholeNumber(1, 65535),
        },
        ["targetPort"],
      ),
    ),
  }),
  labels: listOf(labelRule),
  mode: objectOf<ServiceMode>({
    global: flag(),
    replicated: objectOf<NonNullable<ServiceMode["replicated"]>>({ replicas: wholeNumber(0) }),
  }),
  name: text(serviceName),
  rollbackConfig: updateConfig<RollbackConfig>("pause", "continue"),
  taskSpec: objectOf<TaskSpec>(taskSpec, ["containerSpec"]),
  updateConfig: updateConfig<UpdateConfig>("pause", "continue", "rollback"),
};
