/** One way in, as DigitalOcean's firewalls have it. */
export interface InboundRule {
  protocol: "tcp" | "udp";
  portRange: string;
  sourceAddresses?: string[];
  sourceTags?: string[];
}

export interface OutboundRule {
  protocol: "tcp" | "udp" | "icmp";
  portRange?: string;
  destinationAddresses: string[];
}

const ANYWHERE = ["0.0.0.0/0", "::/0"];
/** Managers; gossip between nodes, both ways; overlay networks. */
const SWARM = [
  ["tcp", "2377"],
  ["tcp", "7946"],
  ["udp", "7946"],
  ["udp", "4789"],
] as const;

/**
 * Who may come in: by ssh from some addresses, and by Swarm's ports those of the same tag and some addresses elsewhere. Nobody
 * else, to no port.
 */
export function inboundRules(
  sshFrom: readonly string[],
  groupTag: string,
  swarmFrom: readonly string[] = [],
): InboundRule[] {
  return [
    ...(sshFrom.length === 0
      ? []
      : [{ protocol: "tcp" as const, portRange: "22", sourceAddresses: [...sshFrom] }]),
    ...SWARM.map(([protocol, portRange]) => ({
      protocol,
      portRange,
      sourceTags: [groupTag],
      ...(swarmFrom.length > 0 && { sourceAddresses: [...swarmFrom] }),
    })),
  ];
}

/** Anything may go out: without such rules a firewall lets nothing out. */
export function outboundRules(): OutboundRule[] {
  return [
    { protocol: "tcp", portRange: "1-65535", destinationAddresses: ANYWHERE },
    { protocol: "udp", portRange: "1-65535", destinationAddresses: ANYWHERE },
    { protocol: "icmp", destinationAddresses: ANYWHERE },
  ];
}
