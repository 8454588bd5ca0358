import type {
  EndpointSpec,
  ServiceInputs,
} from "../../../../plugins/docker/resources/swarm/service/service-inputs";
import { SERVICE_TABLE } from "../../../../plugins/docker/resources/swarm/service/service-table";
import { SERVICE } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import { within, type TrialsFor } from "../trial";
import { serviceContainer } from "../trials/service-container";
import { NO_TASK, serviceUpdate, spec, type FoundService } from "../trials/service-reading";
import { serviceRollout } from "../trials/service-rollout";
import { serviceTask } from "../trials/service-task";
import { SLEEPER, type World } from "../world";

export function serviceKind(world: World, name: (suffix: string) => string): Kind {
  return {
    name: "docker.Service",
    token: SERVICE,
    inSwarm: true,
    table: SERVICE_TABLE,
    // Waited for, so that its tasks really run with what is tried; watched no longer than needed after an update.
    inputs: () => ({
      endpointSpec: { mode: "dnsrr" },
      convergeConfig: { delay: "200ms", timeout: "60s" },
      updateConfig: { monitor: "10ms" },
      taskSpec: {
        containerSpec: { image: world.swarm.image, args: SLEEPER, stopGracePeriod: "1s" },
      },
    }),
    trials: {
      ...serviceItself(name),
      ...within("endpointSpec", endpoint()),
      ...within("rollbackConfig", serviceRollout("RollbackConfig")),
      ...within("updateConfig", serviceRollout("UpdateConfig")),
      ...within("taskSpec", {
        ...within("containerSpec", serviceContainer(world)),
        ...serviceTask(world),
      }),
    },
    // The platforms may as well be those of the image.
    import: { untold: ["auth", "convergeConfig", "taskSpec.placement.platforms"] },
    inspect: (docker, { id }) => docker.getService(id).inspect(),
    freshId: true,
  };
}

function serviceItself(
  name: (suffix: string) => string,
): Omit<
  TrialsFor<ServiceInputs, FoundService>,
  "endpointSpec" | "rollbackConfig" | "taskSpec" | "updateConfig"
> {
  const login = (password: string) => ({ serverAddress: "127.0.0.1:1", username: "me", password });
  const replicas = (count: number) => ({ replicated: { replicas: count } });
  const running = (base: unknown, changed: unknown) =>
    spec(({ Mode }) => Mode?.Replicated?.Replicas, { base, changed });
  return {
    auth: [{ base: login("one-password"), changed: login("other-password") }],
    convergeConfig: [{ base: { timeout: "60s" }, changed: { timeout: "50s" } }],
    labels: [
      {
        base: [
          { label: "b", value: "2" },
          { label: "a", value: "1" },
        ],
        alike: [
          [
            { label: "a", value: "1" },
            { label: "b", value: "2" },
          ],
        ],
        changed: [{ label: "a", value: "3" }],
        inDocker: spec(({ Labels }) => Labels?.["a"], { base: "1", changed: "3" }),
        byHand: serviceUpdate((of) => (of.Labels = { ...of.Labels, a: "by hand" })),
      },
    ],
    mode: [
      {
        what: "replicas",
        base: replicas(2),
        alike: [{ ...replicas(2), global: false }],
        changed: replicas(1),
        inDocker: running(2, 1),
        byHand: serviceUpdate((of) => (of.Mode = { Replicated: { Replicas: 3 } })),
      },
      {
        what: "global",
        base: replicas(1),
        alike: [undefined, { global: false }],
        changed: { global: true },
        inDocker: running(1, undefined),
      },
    ],
    name: [
      {
        base: name("service-one"),
        changed: name("service-two"),
        inDocker: spec(({ Name }) => Name, {
          base: name("service-one"),
          changed: name("service-two"),
        }),
        byHand: ({ docker, id }) => docker.getService(id).remove(),
        seenIn: "gone",
        optional: false,
      },
    ],
  };
}

function endpoint(): TrialsFor<EndpointSpec, FoundService> {
  const port = (publishedPort: number, rest: object = {}) => ({
    targetPort: 80,
    publishedPort,
    ...rest,
  });
  const host = { publishMode: "host" };
  const published = (base: unknown, changed: unknown) =>
    spec((of) => of.EndpointSpec?.Ports?.map(({ PublishedPort }) => PublishedPort).sort(), {
      base,
      changed,
    });
  const byHand = serviceUpdate((of) => (of.EndpointSpec = { ...of.EndpointSpec, Ports: [] }));
  return {
    mode: [
      {
        base: "dnsrr",
        changed: "vip",
        inDocker: spec((of) => of.EndpointSpec?.Mode, {
          base: "dnsrr",
          changed: "vip",
          without: "dnsrr",
        }),
        byHand: serviceUpdate((of) => (of.EndpointSpec = { Mode: "vip" })),
      },
    ],
    ports: [
      {
        what: "of the node",
        base: [port(18_081, host), port(18_082, { ...host, targetPort: 81, protocol: "udp" })],
        alike: [
          [
            port(18_082, { ...host, targetPort: 81, protocol: "udp" }),
            port(18_081, { ...host, protocol: "tcp" }),
          ],
        ],
        changed: [port(18_083, host)],
        inDocker: published([18_081, 18_082], [18_083]),
        byHand,
      },
      {
        what: "of the ingress network",
        // The kernel may have no IPVS.
        with: { ...NO_TASK, "endpointSpec.mode": "vip" },
        base: [port(18_091)],
        alike: [[port(18_091, { protocol: "tcp", publishMode: "ingress" })]],
        changed: [port(18_092, { name: "http" })],
        inDocker: published([18_091], [18_092]),
        byHand,
      },
    ],
  };
}
