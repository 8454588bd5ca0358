import { UNKNOWN, type Props } from "../../../runtime/resource";
import type { EngineContainer } from "../../client/engine-types";
import type { ContainerOutputs } from "./container-inputs";

/** Outputs that only Docker knows. */
const FROM_DOCKER = ["bridge", "containerLogs", "exitCode", "networkDatas"] as const;

/** What preview can say of a container that isn't there yet. */
export function plannedState(inputs: Props): Props {
  return { ...inputs, ...Object.fromEntries(FROM_DOCKER.map((key) => [key, UNKNOWN])) };
}

/** The resource's outputs: its inputs, what Docker filled in for those left out, and what it found out. */
export function stateOf(found: EngineContainer, inputs: Props): Props {
  const { Config, HostConfig } = found;
  const filledIn: Props = {
    command: Config.Cmd ?? [],
    entrypoints: Config.Entrypoint ?? [],
    hostname: Config.Hostname,
    init: HostConfig.Init ?? false,
    ipcMode: HostConfig.IpcMode,
    logDriver: HostConfig.LogConfig?.Type,
    networkMode: HostConfig.NetworkMode,
    runtime: HostConfig.Runtime,
    securityOpts: HostConfig.SecurityOpt ?? [],
    shmSize:
      HostConfig.ShmSize === undefined ? undefined : Math.round(HostConfig.ShmSize / 1048576),
    stopSignal: Config.StopSignal,
    stopTimeout: Config.StopTimeout ?? undefined,
    mustRun: true,
    start: true,
    restart: "no",
  };
  return {
    ...withoutUndefined(filledIn),
    ...inputs,
    ...publishedPorts(found, inputs),
    ...foundOut(found),
  };
}

/** A port that Docker chose stands in the state as the number it chose. */
function publishedPorts(found: EngineContainer, inputs: Props): Props {
  const ports = inputs["ports"] as
    { internal: number; protocol?: string; external?: number }[] | undefined;
  if (!Array.isArray(ports)) return {};
  const bound = found.NetworkSettings.Ports ?? {};
  return {
    ports: ports.map((port) => {
      if (port.external) return { protocol: "tcp", ip: "0.0.0.0", ...port };
      const binding = bound[`${port.internal}/${port.protocol ?? "tcp"}`]?.[0];
      return {
        protocol: "tcp",
        ip: "0.0.0.0",
        ...port,
        ...(binding && { external: Number(binding.HostPort) }),
      };
    }),
  };
}

function foundOut({ State, NetworkSettings }: EngineContainer): Props {
  const outputs: ContainerOutputs = {
    bridge: NetworkSettings.Bridge,
    containerLogs: "",
    exitCode: State.ExitCode,
    networkDatas: Object.entries(NetworkSettings.Networks ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([networkName, each]) => ({
        networkName,
        ipAddress: each.IPAddress ?? "",
        ipPrefixLength: each.IPPrefixLen ?? 0,
        gateway: each.Gateway ?? "",
        globalIpv6Address: each.GlobalIPv6Address ?? "",
        globalIpv6PrefixLength: each.GlobalIPv6PrefixLen ?? 0,
        ipv6Gateway: each.IPv6Gateway ?? "",
        macAddress: each.MacAddress ?? "",
      })),
  };
  return { ...outputs };
}

function withoutUndefined(bag: Props): Props {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined));
}
