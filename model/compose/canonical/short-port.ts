import { isIPv4, isIPv6 } from "./ip-address";

/** One port of a service, in the long form. */
export interface LongPort {
  mode: "ingress";
  host_ip?: string;
  target: number;
  published?: string;
  protocol: string;
}

interface Range {
  first: number;
  last: number;
}

const PROTOCOLS = ["tcp", "udp", "sctp"];

/**
 * The ports of `[[ip:]published:]target[/protocol]`, where both may be ranges of one length, or only the published one,
 * out of which the engine then takes a free port. A string says what is wrong instead.
 */
export function shortPort(text: string): LongPort[] | string {
  const [ports = "", protocol = "tcp", ...more] = text.split("/");
  if (more.length > 0 || !PROTOCOLS.includes(protocol.toLowerCase()))
    return `expected tcp, udp or sctp after the slash, got ${JSON.stringify(text)}`;
  const parts = splitAddress(ports);
  if (parts === undefined)
    return `expected [[address:]published:]target[/protocol], got ${JSON.stringify(text)}`;
  const { address, published, target } = parts;
  if (address !== undefined && address !== "" && !isIPv4(address) && !isIPv6(address))
    return `expected an IP address before the ports, got ${JSON.stringify(address)}`;
  const inside = range(target);
  const outside = published === undefined || published === "" ? undefined : range(published);
  if (inside === undefined || (outside === undefined && (published ?? "") !== ""))
    return `expected ports from 0 to 65535, got ${JSON.stringify(text)}`;
  const width = inside.last - inside.first;
  if (outside !== undefined && width > 0 && outside.last - outside.first !== width)
    return `publishes ${outside.last - outside.first + 1} ports for ${width + 1}: ${JSON.stringify(text)}`;
  return Array.from({ length: width + 1 }, (_, index): LongPort => {
    const port = outside && publishedPort(outside, width, index);
    return {
      mode: "ingress",
      ...(address && { host_ip: address }),
      target: inside.first + index,
      ...(port !== undefined && { published: port }),
      protocol: protocol.toLowerCase(),
    };
  }).sort((a, b) => (`${a.target}` < `${b.target}` ? -1 : 1));
}

function publishedPort(outside: Range, width: number, index: number): string {
  if (width > 0 || outside.first === outside.last) return `${outside.first + index}`;
  return `${outside.first}-${outside.last}`;
}

function splitAddress(
  text: string,
): { address?: string; published?: string; target: string } | undefined {
  const bracketed = /^\[([^\]]*)\]:(.*)$/.exec(text);
  const parts = (bracketed?.[2] ?? text).split(":");
  if (bracketed) parts.unshift(bracketed[1]!);
  const target = parts.pop()!;
  const published = parts.pop();
  // What is left has colons of its own only where it is an IPv6 address without brackets.
  const address = parts.length === 0 ? undefined : parts.join(":");
  if (bracketed && published === bracketed[1] && address === undefined) return undefined;
  return {
    target,
    ...(published !== undefined && { published }),
    ...(address !== undefined && { address }),
  };
}

function range(text: string): Range | undefined {
  const found = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (found === null) return undefined;
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}
