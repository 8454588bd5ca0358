import { randomBytes } from "node:crypto";
import type Docker from "dockerode";

import type { NetworkInputs } from "../../../../plugins/docker/resources/network/network-inputs";
import { NETWORK_TABLE } from "../../../../plugins/docker/resources/network/network-table";
import { NETWORK } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import type { TrialsFor } from "../trial";
import { labelTrial } from "../trials/labels";
import { randomSubnet } from "../world";

type FoundNetwork = Docker.NetworkInspectInfo;

export function networkKind(name: (suffix: string) => string): Kind {
  return {
    name: "docker.Network",
    token: NETWORK,
    table: NETWORK_TABLE,
    inputs: () => ({}),
    trials: networkTrials(name),
    import: {},
    inspect: (docker, { id }) => docker.getNetwork(id).inspect(),
    freshId: true,
  };
}

/** Nothing of a network can be changed by hand: whoever does it makes another network. */
function networkTrials(name: (suffix: string) => string): TrialsFor<NetworkInputs, FoundNetwork> {
  const subnet = randomSubnet();
  const other = randomSubnet();
  const v6 = `fd${randomBytes(1).toString("hex")}:${randomBytes(2).toString("hex")}:${randomBytes(2).toString("hex")}`;
  const options = (key: string, base: unknown, changed: unknown) => ({
    of: (found: FoundNetwork) => found.Options?.[key],
    base,
    changed,
  });
  const mtu = "com.docker.network.driver.mtu";
  const icc = "com.docker.network.bridge.enable_icc";
  return {
    attachable: [
      {
        base: true,
        changed: false,
        inDocker: { of: ({ Attachable }) => Attachable, base: true, changed: false },
      },
    ],
    driver: [
      {
        base: "bridge",
        alike: [undefined],
        changed: "macvlan",
        inDocker: { of: ({ Driver }) => Driver, base: "bridge", changed: "macvlan" },
        onlyShown: "needs a kernel with macvlan",
      },
    ],
    ingress: { notTried: "needs a swarm, which has one ingress network already" },
    internal: [
      {
        base: true,
        changed: false,
        inDocker: { of: ({ Internal }) => Internal, base: true, changed: false },
      },
    ],
    ipamConfigs: [
      {
        base: [
          { subnet: `${subnet}.0/24`, gateway: `${subnet}.1`, auxAddress: { a: `${subnet}.9` } },
        ],
        changed: [{ subnet: `${subnet}.0/24`, ipRange: `${subnet}.128/25` }],
        inDocker: {
          of: ({ IPAM }) => IPAM?.Config?.[0]?.["IPRange"],
          base: undefined,
          changed: `${subnet}.128/25`,
        },
      },
      {
        what: "two families",
        with: { ipv6: true },
        base: [{ subnet: `${other}.0/24` }, { subnet: `${v6}::/64` }],
        alike: [[{ subnet: `${v6.toUpperCase()}:0::/64` }, { subnet: `${other}.0/24` }]],
        changed: [{ subnet: `${other}.0/25` }, { subnet: `${v6}:1::/64` }],
        // Without addresses Docker would have to choose IPv6 ones, and has none to choose from.
        optional: false,
        inDocker: {
          of: ({ IPAM }) => IPAM?.Config?.[1]?.["Subnet"],
          base: `${v6}::/64`,
          changed: `${v6}:1::/64`,
        },
      },
    ],
    ipamDriver: [
      {
        base: "default",
        alike: [undefined],
        changed: "other",
        inDocker: { of: ({ IPAM }) => IPAM?.Driver, base: "default", changed: "other" },
        onlyShown: "needs a second address driver, which is a plugin of the engine",
      },
    ],
    ipamOptions: [
      {
        base: { a: "1", b: "2" },
        alike: [{ b: "2", a: "1" }],
        changed: { a: "1" },
        inDocker: {
          of: ({ IPAM }) => IPAM?.Options,
          base: { a: "1", b: "2" },
          changed: { a: "1" },
        },
      },
    ],
    ipv6: [
      {
        with: { ipamConfigs: [{ subnet: `${v6}:2::/64` }] },
        base: true,
        changed: false,
        changedWith: { ipamConfigs: undefined },
        inDocker: { of: ({ EnableIPv6 }) => EnableIPv6, base: true, changed: false },
      },
    ],
    labels: [labelTrial(({ Labels }) => Labels)],
    name: [
      {
        base: name("net-one"),
        changed: name("net-two"),
        inDocker: { of: ({ Name }) => Name, base: name("net-one"), changed: name("net-two") },
        byHand: ({ docker, id }) => docker.getNetwork(id).remove(),
        seenIn: "gone",
        optional: false,
      },
    ],
    options: [
      {
        base: { [mtu]: "1400", [icc]: "true" },
        alike: [{ [icc]: "true", [mtu]: "1400" }],
        changed: { [mtu]: "1300" },
        inDocker: options(mtu, "1400", "1300"),
      },
    ],
  };
}
