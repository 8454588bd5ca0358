import { planRollout, type Rollout } from "../../rollout";
import type { ComposeService } from "../project";
import { replicasOf } from "../replicas";
import { publishedPorts } from "./published-port";

/**
 * In which order the containers of a service are replaced, and why. Start-first wherever nothing that only one container
 * can have is in its way.
 */
export function hostRollout(service: ComposeService): Rollout {
  const replicas = replicasOf(service);
  const { order: wanted, parallelism } = service.deploy?.update_config ?? {};
  const obstacle =
    wanted === "stop-first" ? "deploy.update_config.order says so" : sideBySideObstacle(service);
  const order = obstacle === undefined ? "start-first" : "stop-first";
  const { batches } = planRollout({
    replicas,
    rollout: { order, ...(parallelism !== undefined && { batch: parallelism || replicas || 1 }) },
  });
  return obstacle === undefined ? { order, batches } : { order, reason: obstacle, batches };
}

function sideBySideObstacle(service: ComposeService): string | undefined {
  if (service.network_mode === "host") return "it uses the host's own network and its ports";
  for (const { published, target } of service.ports ?? []) {
    const ports = publishedPorts(published);
    if (ports !== undefined)
      return `port ${target} is published on the host's port ${published}, which only one container can have`;
  }
  for (const [name, network] of Object.entries(service.networks ?? {}))
    for (const key of ["ipv4_address", "ipv6_address", "mac_address"] as const)
      if (network?.[key] !== undefined)
        return `it has a fixed address in the network "${name}", which only one container can have`;
  if (service.mac_address !== undefined)
    return "it has a fixed MAC address, which only one container can have";
  // Several replicas share what they write to already.
  if (replicasOf(service) > 1) return undefined;
  for (const { type, source, target, read_only } of service.volumes ?? [])
    if (read_only !== true && (type === "volume" || type === "bind") && source !== undefined)
      if (!source.endsWith(".sock"))
        return `"${source}" on ${target} is written by one container, and two at a time may harm it`;
  return undefined;
}
