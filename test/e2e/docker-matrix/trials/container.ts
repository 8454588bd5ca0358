import type { ContainerInputs } from "../../../../plugins/docker/resources/container/container-inputs";
import type { TrialsFor } from "../trial";
import type { World } from "../world";
import { containerLife } from "./container-life";
import { containerLimits } from "./container-limits";
import { containerNetwork } from "./container-network";
import { containerProcess } from "./container-process";
import type { FoundContainer } from "./container-reading";
import { containerStorage } from "./container-storage";

/** @param name makes a name that is swept away with the rest. */
export function containerTrials(
  world: World,
  name: (suffix: string) => string,
): TrialsFor<ContainerInputs, FoundContainer> {
  return {
    ...containerLife(name),
    ...containerLimits(world),
    ...containerNetwork(world),
    ...containerProcess(world),
    ...containerStorage(world),
  };
}
