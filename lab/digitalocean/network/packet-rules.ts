/** One thing that a firewall lets through. */
export interface OpenTraffic {
  protocol: "tcp" | "udp" | "icmp";
  /** One port, or `8000-9000`; `0` is all. */
  ports: string;
  /** Addresses and ranges of IPv4. */
  peers: readonly string[];
}

/** What goes through to and from a host; all where no firewall is on it. */
export type Traffic = { inbound: OpenTraffic[]; outbound: OpenTraffic[] } | undefined;

const IN = "SLIPWAY-CLOUD-IN";
const OUT = "SLIPWAY-CLOUD-OUT";

/**
 * Input of `iptables-restore --noflush` on a droplet, which takes the place of what was there before, all at once. In
 * this table packets come by with the addresses and ports that they have on the wire, published ports included.
 *
 * @param first whether it is the first time since the droplet was booted.
 */
export function packetRules(traffic: Traffic, first: boolean): string {
  const lines = ["*mangle", `:${IN} - [0:0]`, `:${OUT} - [0:0]`];
  if (first) lines.push(`-A PREROUTING -i eth+ -j ${IN}`, `-A POSTROUTING -o eth+ -j ${OUT}`);
  if (traffic !== undefined)
    lines.push(
      ...chain(IN, "-s", traffic.inbound), //
      ...chain(OUT, "-d", traffic.outbound),
    );
  return `${lines.join("\n")}\nCOMMIT\n`;
}

function chain(name: string, side: "-s" | "-d", open: readonly OpenTraffic[]): string[] {
  return [
    // Answers to what was let through.
    `-A ${name} -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN`,
    ...open.flatMap(({ protocol, ports, peers }) =>
      peers.map((peer) => `-A ${name} -p ${protocol}${portMatch(ports)} ${side} ${peer} -j RETURN`),
    ),
    `-A ${name} -j DROP`,
  ];
}

function portMatch(ports: string): string {
  return ports === "0" ? "" : ` --dport ${ports.replace("-", ":")}`;
}
