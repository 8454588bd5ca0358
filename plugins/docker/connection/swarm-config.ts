import { flag, listOf, objectOf, text } from "../../runtime/check/rule";
import { containsUnknown, type Props } from "../../runtime/resource";
import type { Endpoint } from "./endpoint";
import { hostFate, type HostFate } from "./lost-host";
import { resolveEndpoint, resolveIdentity, type ConnectionConfig } from "./resolve-endpoint";

/** A whole swarm in the place of one host: what the official plugin doesn't have. */
export interface SwarmConfig {
  id: string;
  managers: ConnectionConfig[];
}

export const swarmConfigRule = objectOf<SwarmConfig>(
  {
    id: text(),
    managers: listOf(
      objectOf<ConnectionConfig & { disableDockerDaemonCheck?: boolean }>({
        host: text(),
        context: text(),
        certPath: text(),
        caMaterial: text(),
        certMaterial: text(),
        keyMaterial: text(),
        sshOpts: listOf(text()),
        disableDockerDaemonCheck: flag(),
      }),
      { nonEmpty: true },
    ),
  },
  ["id", "managers"],
);

/** Undefined where the provider is one host's, or isn't known yet. */
export function swarmConfigOf(inputs: Props): SwarmConfig | undefined {
  const { swarm } = inputs;
  return swarm === undefined || containsUnknown(swarm) ? undefined : (swarm as SwarmConfig);
}

/** The managers that weren't given up. */
export function managerEndpoints({ managers }: SwarmConfig): Endpoint[] {
  return managers
    .filter((each) => !hostFate(resolveIdentity(each)).forgotten)
    .map((each) => resolveEndpoint(each));
}

/** A swarm is given up with the last of its managers. */
export function swarmFate({ managers }: SwarmConfig): HostFate {
  const fates = managers.map((each) => hostFate(resolveIdentity(each)));
  return {
    ...(fates.length > 0 && { where: fates.map(({ where }) => where).join(",") }),
    forgotten: fates.every(({ forgotten }) => forgotten),
  };
}
