import type { EngineContainer, EngineEndpoint } from "../../client/engine-types";
import type { ContainerInputs, ContainerNetwork } from "./container-inputs";

/** A network's id where a swarm has made it; an engine's own are longer. */
const SWARM_ID = /^[0-9a-z]{25}$/;

/** True for a network mode that joins no network: the host's stack, another container's, or none. */
export function isOwnStack(mode: string | undefined): mode is string {
  return mode === "host" || mode === "none" || mode?.startsWith("container:") === true;
}

/** As it was written, unless somebody has taken the container out of the network that it is in by itself. */
export function refreshedMode(
  found: EngineContainer,
  old: Partial<ContainerInputs>,
): string | undefined {
  const joined = Object.keys(found.NetworkSettings.Networks ?? {});
  const alone = joined.length === 0 && !isOwnStack(found.HostConfig.NetworkMode);
  return alone && !old.networksAdvanced?.length ? "none" : old.networkMode;
}

/**
 * The networks in the user's own words. One that the container is in without being told so isn't among them: the
 * default bridge, or the network that is its mode.
 *
 * @param written Undefined on import.
 */
export function networks(
  { Config, HostConfig, NetworkSettings, Id }: EngineContainer,
  written: Partial<ContainerInputs> | undefined,
): ContainerNetwork[] | undefined {
  const joined = Object.entries(NetworkSettings.Networks ?? {});
  const old = written?.networksAdvanced ?? [];
  const mode = written?.networkMode;
  const onBridge = mode === undefined || mode === "default" || mode === "bridge";
  const implied = !onBridge ? mode : old.length > 0 ? undefined : "bridge";
  const is = (wanted: string | undefined, [name, { NetworkID }]: (typeof joined)[number]) =>
    wanted === name || (wanted !== undefined && wanted !== "" && wanted === NetworkID);
  const asWritten = (each: (typeof joined)[number]) => old.find(({ name }) => is(name, each));
  const result = joined
    .filter((each) => {
      if (isOwnStack(HostConfig.NetworkMode)) return false;
      if (written === undefined) return joined.length > 1 || each[0] !== "bridge";
      return asWritten(each) !== undefined || !is(implied, each);
    })
    .map((each) => endpointInputs(each[0], each[1], asWritten(each), Id))
    .map((each) =>
      // The engine tells the one that was asked for with the container; it is for the first network.
      written === undefined && Config.MacAddress && each.name === HostConfig.NetworkMode
        ? { ...each, macAddress: Config.MacAddress }
        : each,
    );
  return result.length > 0 ? result : undefined;
}

function endpointInputs(
  name: string,
  { Aliases, IPAMConfig, DriverOpts, NetworkID }: EngineEndpoint,
  written: ContainerNetwork | undefined,
  id: string,
): ContainerNetwork {
  // Docker adds the container's short id to the aliases.
  const aliases = (Aliases ?? []).filter((alias) => !id.startsWith(alias));
  const { IPv4Address, IPv6Address } = IPAMConfig ?? {};
  // On a swarm's network the engine writes down what the swarm gave, as if it had been asked for.
  const given = SWARM_ID.test(NetworkID ?? "");
  const isSaid = (address: string | undefined, said: string | undefined) =>
    address !== undefined && address !== "" && (!given || said !== undefined);
  return {
    name: written?.name ?? name,
    ...((aliases.length > 0 || written?.aliases) && { aliases }),
    ...(isSaid(IPv4Address, written?.ipv4Address) && { ipv4Address: IPv4Address! }),
    ...(isSaid(IPv6Address, written?.ipv6Address) && { ipv6Address: IPv6Address! }),
    ...(IPAMConfig?.LinkLocalIPs?.length && { linkLocalIps: IPAMConfig.LinkLocalIPs }),
    ...(DriverOpts && {
      driverOpts: Object.entries(DriverOpts).map(([option, value]) => `${option}=${value}`),
    }),
    // Settled when the container was made; and not every engine tells this one.
    ...(written?.macAddress !== undefined && { macAddress: written.macAddress }),
    ...(written?.gwPriority !== undefined && { gwPriority: written.gwPriority }),
  };
}
