import { OWNER_LABEL, URN_LABEL } from "../../../../model/docker-labels";
import type { EngineSwarm, EngineSwarmSpec } from "../../../docker/client/swarm-membership";
import { ownerOf } from "../../../runtime/owner";
import type { Props } from "../../../runtime/resource";
import { SWARM_DEFAULTS, type SwarmInputs } from "./swarm-inputs";

const SECOND = 1e9;
const HOUR = 3600 * SECOND;

/** Whose a swarm or a node is, so that it is found again after an interrupted run. */
export function ownLabels(urn: string): Record<string, string> {
  return { [URN_LABEL]: urn, [OWNER_LABEL]: ownerOf() };
}

export function isOwn(labels: Record<string, string> | null | undefined, urn: string): boolean {
  return labels?.[URN_LABEL] === urn && labels[OWNER_LABEL] === ownerOf();
}

/** The settings as Swarm has them; what isn't ours to set stays as `found` has it. */
export function swarmSpec(
  inputs: SwarmInputs,
  urn: string,
  found: Partial<EngineSwarmSpec> = {},
): Omit<EngineSwarmSpec, "Name"> {
  return {
    ...found,
    Labels: { ...found.Labels, ...ownLabels(urn) },
    Orchestration: { ...found.Orchestration, TaskHistoryRetentionLimit: inputs.taskHistoryLimit },
    Dispatcher: { ...found.Dispatcher, HeartbeatPeriod: inputs.heartbeatSeconds * SECOND },
    CAConfig: { ...found.CAConfig, NodeCertExpiry: inputs.certExpiryHours * HOUR },
    EncryptionConfig: { ...found.EncryptionConfig, AutoLockManagers: inputs.autolock },
  };
}

/** The settings in the words of the inputs. */
export function swarmFound({ Spec, ...found }: EngineSwarm, old: Props | undefined): Props {
  const { Orchestration, Dispatcher, CAConfig, EncryptionConfig } = Spec;
  const fixed = {
    defaultAddrPools: found.DefaultAddrPool ?? undefined,
    subnetSize: found.SubnetSize,
    dataPathPort: found.DataPathPort,
  };
  return {
    ...Object.fromEntries(
      // Only what the program has said: the engine has a value for each of them.
      Object.entries(fixed).filter(([name, value]) => value && old?.[name] !== undefined),
    ),
    autolock: EncryptionConfig?.AutoLockManagers ?? false,
    certExpiryHours: (CAConfig?.NodeCertExpiry ?? 0) / HOUR || SWARM_DEFAULTS.certExpiryHours,
    taskHistoryLimit: Orchestration?.TaskHistoryRetentionLimit ?? SWARM_DEFAULTS.taskHistoryLimit,
    heartbeatSeconds:
      (Dispatcher?.HeartbeatPeriod ?? 0) / SECOND || SWARM_DEFAULTS.heartbeatSeconds,
  };
}
