import { changeVersion } from "../../../docker/client/change-version";
import type { EngineNodeSpec, SwarmMembership } from "../../../docker/client/swarm-membership";

/** Writes what of a node's specification is to be another; does nothing where that is so already. */
export async function specifyNode(
  membership: SwarmMembership,
  id: string,
  wanted: Partial<EngineNodeSpec>,
): Promise<void> {
  await changeVersion(
    () => membership.node(id),
    async ({ Version, Spec }) => {
      const next = { ...Spec, ...wanted };
      const same =
        Spec.Role === next.Role &&
        Spec.Availability === next.Availability &&
        sameLabels(Spec.Labels ?? {}, next.Labels ?? {});
      if (!same) await membership.updateNode(id, Version.Index, next);
    },
  );
}

function sameLabels(one: Record<string, string>, other: Record<string, string>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
