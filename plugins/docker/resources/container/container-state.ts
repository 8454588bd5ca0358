import { UNKNOWN, type Props } from "../../../runtime/resource";
import { formatDockerDuration } from "../../../../model/docker-duration";
import { isOwnLabel } from "../../../../model/docker-labels";
import type { EngineContainer, EngineHealthcheck } from "../../client/engine-types";
import type { ContainerHealthcheck, ContainerInputs, ContainerOutputs } from "./container-inputs";

const MIB = 1024 * 1024;

/** Outputs that nobody knows before the container is there. */
const UNKNOWN_BEFORE = [
  "bridge",
  "cgroupnsMode",
  "command",
  "containerLogs",
  "entrypoints",
  "envs",
  "exitCode",
  "healthcheck",
  "hostname",
  "init",
  "ipcMode",
  "labels",
  "logDriver",
  "networkDatas",
  "runtime",
  "securityOpts",
  "shmSize",
  "stopSignal",
  "stopTimeout",
] as const;

/** State as preview can tell it. */
export function previewState(inputs: Props): Props {
  const state: Props = { ...inputs };
  for (const name of UNKNOWN_BEFORE) state[name] ??= UNKNOWN;
  // A port without an external one gets a random one.
  if (Array.isArray(inputs["ports"]))
    state["ports"] = (inputs["ports"] as unknown[]).map((port) =>
      typeof port === "object" && port !== null && !("external" in port)
        ? { ...port, external: UNKNOWN }
        : port,
    );
  return state;
}

/** What the user gave, as they gave it, and what Docker filled in: property for property the SDK's `Container`. */
export function containerState(
  inputs: ContainerInputs,
  container: EngineContainer,
  containerLogs = "",
): Props {
  const { Config: config, HostConfig: host, State: state } = container;
  const filledIn: Props = {
    cgroupnsMode: host.CgroupnsMode || undefined,
    command: config.Cmd ?? [],
    entrypoints: config.Entrypoint ?? [],
    envs: config.Env ?? [],
    healthcheck: config.Healthcheck ? healthcheckOf(config.Healthcheck) : undefined,
    hostname: config.Hostname ?? "",
    init: host.Init ?? false,
    ipcMode: host.IpcMode ?? "",
    labels: Object.entries(config.Labels ?? {})
      .filter(([label]) => !isOwnLabel(label))
      .map(([label, value]) => ({ label, value })),
    logDriver: host.LogConfig?.Type ?? "",
    networkMode: host.NetworkMode ?? "default",
    runtime: host.Runtime ?? "",
    securityOpts: host.SecurityOpt ?? [],
    shmSize: Math.round((host.ShmSize ?? 0) / MIB),
    stopSignal: config.StopSignal ?? "SIGTERM",
    stopTimeout: config.StopTimeout ?? 0,
  };
  const outputs: ContainerOutputs = {
    bridge: container.NetworkSettings.Bridge,
    containerLogs,
    exitCode: state.ExitCode,
    networkDatas: networkDatas(container),
  };
  return withoutUndefined({
    ...filledIn,
    ...withoutUndefined(inputs),
    ports: inputs.ports && boundPorts(inputs.ports, container),
    name: container.Name.slice(1),
    ...outputs,
  });
}

export function healthcheckOf(check: EngineHealthcheck): ContainerHealthcheck {
  return {
    tests: check.Test ?? [],
    interval: formatDockerDuration(check.Interval ?? 0),
    timeout: formatDockerDuration(check.Timeout ?? 0),
    startPeriod: formatDockerDuration(check.StartPeriod ?? 0),
    startInterval: formatDockerDuration(check.StartInterval ?? 0),
    retries: check.Retries ?? 0,
  };
}

/** By name, as Docker keeps no order. */
function networkDatas(container: EngineContainer): ContainerOutputs["networkDatas"] {
  return Object.entries(container.NetworkSettings.Networks ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([networkName, network]) => ({
      networkName,
      ipAddress: network.IPAddress ?? "",
      ipPrefixLength: network.IPPrefixLen ?? 0,
      gateway: network.Gateway ?? "",
      globalIpv6Address: network.GlobalIPv6Address ?? "",
      globalIpv6PrefixLength: network.GlobalIPv6PrefixLen ?? 0,
      ipv6Gateway: network.IPv6Gateway ?? "",
      macAddress: network.MacAddress ?? "",
    }));
}

/** The user's ports, with the random external ones that Docker has chosen. */
function boundPorts(ports: NonNullable<ContainerInputs["ports"]>, container: EngineContainer) {
  const taken = new Set<string>();
  return ports.map((port) => {
    const protocol = port.protocol ?? "tcp";
    const bindings = container.NetworkSettings.Ports?.[`${port.internal}/${protocol}`] ?? [];
    const chosen = port.external
      ? undefined
      : bindings.find(({ HostPort }) => !taken.has(`${HostPort}/${protocol}`));
    if (chosen) taken.add(`${chosen.HostPort}/${protocol}`);
    return {
      ...port,
      ...(chosen ? { external: Number(chosen.HostPort) } : {}),
      ip: port.ip ?? "0.0.0.0",
      protocol,
    };
  });
}

function withoutUndefined(props: Props): Props {
  return Object.fromEntries(
    Object.entries(props).filter(([, value]) => value !== undefined && value !== null),
  );
}
