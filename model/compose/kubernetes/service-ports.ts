import type { PortSpec } from "../../workload";
import type { ComposeService } from "../project";
import { publishedPorts } from "../host/published-port";

/** Docker's own, where a file doesn't say. */
const ANYWHERE = "0.0.0.0";

/** Where a service is reached: what it publishes, and what it says that it listens on. */
export function servicePorts({ ports = [], expose = [] }: ComposeService): PortSpec[] {
  const found = new Map<string, PortSpec>();
  for (const { target, protocol, published, host_ip: address } of ports) {
    const range = publishedPorts(published);
    found.set(`${target}/${protocol}`, {
      port: target!,
      ...(protocol === "udp" && { protocol }),
      ...(range !== undefined && { publish: { port: range.first, address: address ?? ANYWHERE } }),
    });
  }
  for (const each of expose) {
    const { port, protocol } = exposedPort(each) ?? {};
    if (port === undefined || found.has(`${port}/${protocol}`)) continue;
    found.set(`${port}/${protocol}`, { port, ...(protocol === "udp" && { protocol }) });
  }
  return [...found.values()];
}

/** Of `8080` or `8080/udp`; undefined for a range. */
export function exposedPort(text: string): { port: number; protocol: string } | undefined {
  const [, port, protocol = "tcp"] = /^(\d+)(?:\/(\w+))?$/.exec(text) ?? [];
  return port === undefined ? undefined : { port: Number(port), protocol };
}
