import type { types } from "@pulumi/kubernetes";
import { defaults } from "../../../model/defaults";
import { portNumber } from "../../../model/health-command";
import type { HealthSpec, PortSpec } from "../../../model/workload";

/**
 * A readiness probe and no other: as on Docker, a replica that becomes unhealthy later gets no requests and isn't killed.
 * The start period needs nothing, since a pod that was never ready can't be unready again.
 */
export function readinessProbe(
  health: HealthSpec,
  ports: readonly PortSpec[],
): types.input.core.v1.Probe {
  return {
    ...tried(health, ports),
    periodSeconds: health.intervalSeconds ?? defaults.healthIntervalSeconds,
    timeoutSeconds: health.timeoutSeconds ?? defaults.healthTimeoutSeconds,
    failureThreshold: health.retries ?? defaults.healthRetries,
  };
}

function tried(
  { http, tcp, command }: HealthSpec,
  ports: readonly PortSpec[],
): Pick<types.input.core.v1.Probe, "httpGet" | "tcpSocket" | "exec"> {
  if (http !== undefined) {
    const port = portNumber(http.port, ports)!;
    return { httpGet: { path: http.path ?? defaults.healthPath, port } };
  }
  if (tcp !== undefined) return { tcpSocket: { port: portNumber(tcp.port, ports)! } };
  return { exec: { command: command! } };
}
