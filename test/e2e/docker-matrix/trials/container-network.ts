import type { ContainerInputs } from "../../../../plugins/docker/resources/container/container-inputs";
import type { Hand, TrialsFor } from "../trial";
import type { World } from "../world";
import { config, host, type FoundContainer } from "./container-reading";

interface Endpoint {
  Aliases: string[] | null;
  IPAMConfig: { IPv4Address?: string } | null;
}

/** How a container is reached, and what it reaches. */
export const containerNetwork = ({ networks, peer, ports }: World) => {
  const [a, b] = networks.map(({ name }) => name) as [string, string];
  const { subnet } = networks[0]!;
  const joined = (found: FoundContainer) => Object.keys(found.NetworkSettings.Networks).sort();
  const endpoint = (found: FoundContainer) =>
    found.NetworkSettings.Networks[a] as unknown as Endpoint | undefined;
  const leave = ({ docker, id }: Hand, network: string) =>
    docker.getNetwork(network).disconnect({ Container: id });
  const join = ({ docker, id }: Hand, network: string, EndpointConfig: object = {}) =>
    docker.getNetwork(network).connect({ Container: id, EndpointConfig });

  return {
    dns: [
      {
        base: ["10.0.0.1", "10.0.0.2"],
        changed: ["10.0.0.2", "10.0.0.1"],
        inDocker: host((of) => of.Dns, {
          base: ["10.0.0.1", "10.0.0.2"],
          changed: ["10.0.0.2", "10.0.0.1"],
        }),
      },
    ],
    dnsOpts: [
      {
        base: ["rotate", "ndots:2"],
        alike: [["ndots:2", "rotate"]],
        changed: ["ndots:3"],
        inDocker: host((of) => of.DnsOptions, {
          base: ["rotate", "ndots:2"],
          changed: ["ndots:3"],
        }),
      },
    ],
    dnsSearches: [
      {
        base: ["one.example"],
        changed: ["two.example"],
        inDocker: host((of) => of.DnsSearch, { base: ["one.example"], changed: ["two.example"] }),
      },
    ],
    domainname: [
      {
        base: "one.example",
        changed: "two.example",
        inDocker: config((of) => of.Domainname, { base: "one.example", changed: "two.example" }),
      },
    ],
    hostname: [
      {
        base: "one",
        changed: "two",
        inDocker: config((of) => of.Hostname, { base: "one", changed: "two" }),
      },
    ],
    hosts: [
      {
        base: [
          { host: "db", ip: "10.0.0.9" },
          { host: "mq", ip: "fd00::9" },
        ],
        alike: [
          [
            { host: "mq", ip: "FD00:0::9" },
            { host: "db", ip: "10.0.0.9" },
          ],
        ],
        changed: [{ host: "db", ip: "10.0.0.8" }],
        inDocker: host((of) => of.ExtraHosts, {
          base: ["db:10.0.0.9", "mq:fd00::9"],
          changed: ["db:10.0.0.8"],
        }),
      },
    ],
    networkMode: [
      {
        base: "none",
        changed: "host",
        inDocker: host((of) => of.NetworkMode, { base: "none", changed: "host" }),
      },
      {
        what: "the default bridge",
        base: "bridge",
        alike: ["default", undefined],
        changed: `container:${peer}`,
        inDocker: { of: joined, base: ["bridge"], changed: [] },
        byHand: (hand) => leave(hand, "bridge"),
      },
      {
        what: "a network",
        base: a,
        changed: b,
        inDocker: { of: joined, base: [a], changed: [b] },
        byHand: (hand) => join(hand, b),
        seenIn: ["networksAdvanced"],
      },
    ],
    networksAdvanced: [
      {
        what: "aliases",
        base: [{ name: a, aliases: ["one", "two"] }],
        alike: [[{ name: a, aliases: ["two", "one"] }]],
        changed: [{ name: a, aliases: ["three"] }],
        inDocker: {
          of: (found) =>
            endpoint(found)
              ?.Aliases?.filter((alias) => !found.Id.startsWith(alias))
              .sort(),
          base: ["one", "two"],
          changed: ["three"],
        },
        byHand: async (hand) => {
          await leave(hand, a);
          await join(hand, a, { Aliases: ["four"] });
        },
      },
      {
        what: "fixed address",
        base: [{ name: a, ipv4Address: `${subnet}.201` }],
        changed: [{ name: a, ipv4Address: `${subnet}.202` }],
        inDocker: {
          of: (found) => endpoint(found)?.IPAMConfig?.IPv4Address,
          base: `${subnet}.201`,
          changed: `${subnet}.202`,
        },
        byHand: async (hand) => {
          await leave(hand, a);
          await join(hand, a);
        },
      },
      {
        what: "which ones",
        base: [{ name: a }, { name: b }],
        alike: [[{ name: b }, { name: a, aliases: [] }]],
        changed: [{ name: b }],
        inDocker: { of: joined, base: [a, b].sort(), changed: [b], without: ["bridge"] },
        byHand: (hand) => leave(hand, a),
      },
      {
        what: "one too many",
        base: [{ name: a }],
        changed: [{ name: b }],
        inDocker: { of: joined, base: [a], changed: [b], without: ["bridge"] },
        byHand: (hand) => join(hand, "bridge"),
      },
      {
        what: "MAC address",
        base: [{ name: a, macAddress: "02:42:0a:00:00:01" }],
        alike: [[{ name: a, macAddress: "02-42-0A-00-00-01" }]],
        changed: [{ name: a, macAddress: "02:42:0a:00:00:02" }],
        inDocker: {
          of: (found) => found.NetworkSettings.Networks[a]?.MacAddress,
          base: "02:42:0a:00:00:01",
          changed: "02:42:0a:00:00:02",
        },
      },
    ],
    ports: [
      {
        base: [
          { internal: 80, external: ports[0] },
          { internal: 81, ip: "127.0.0.1" },
        ],
        alike: [
          [
            { internal: 81, ip: "127.0.0.1", protocol: "tcp" },
            { internal: 80, external: ports[0], protocol: "tcp", ip: "0.0.0.0" },
          ],
        ],
        changed: [{ internal: 80, external: ports[1], protocol: "udp" }],
        inDocker: host((of) => Object.keys(of.PortBindings as object).sort(), {
          base: ["80/tcp", "81/tcp"],
          changed: ["80/udp"],
        }),
      },
    ],
    publishAllPorts: [
      {
        base: true,
        changed: false,
        inDocker: host((of) => of.PublishAllPorts, { base: true, changed: false }),
      },
    ],
  } satisfies Partial<TrialsFor<ContainerInputs, FoundContainer>>;
};
