import { isUnknown } from "../../../runtime/resource";
import type { ContainerInputs } from "./container-inputs";

/** A port of the host that a container binds. */
export interface HostPort {
  ip: string;
  port: number;
  protocol: string;
  /** Place in `ports`. */
  index: number;
}

/** The fixed host ports among the published ones; a random one (no `external`, or 0) is never in the way. */
export function hostPorts(ports: ContainerInputs["ports"]): HostPort[] {
  if (!Array.isArray(ports)) return [];
  return ports.flatMap((each, index) => {
    if (isUnknown(each) || typeof each?.external !== "number" || each.external === 0) return [];
    return [
      { ip: each.ip ?? "0.0.0.0", port: each.external, protocol: each.protocol ?? "tcp", index },
    ];
  });
}

/** True where two bindings can't exist at once; `0.0.0.0` takes the port on every address. */
export function overlaps(a: HostPort, b: HostPort): boolean {
  const everywhere = (ip: string) => ip === "0.0.0.0" || ip === "::" || ip === "";
  return (
    a.port === b.port &&
    a.protocol === b.protocol &&
    (everywhere(a.ip) || everywhere(b.ip) || a.ip === b.ip)
  );
}
