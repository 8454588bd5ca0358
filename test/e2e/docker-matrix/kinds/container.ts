import type { ContainerInputs } from "../../../../plugins/docker/resources/container/container-inputs";
import { CONTAINER_TABLE } from "../../../../plugins/docker/resources/container/container-table";
import { CONTAINER } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import type { TrialsFor } from "../trial";
import { containerLife } from "../trials/container-life";
import { containerLimits } from "../trials/container-limits";
import { containerNetwork } from "../trials/container-network";
import { containerProcess } from "../trials/container-process";
import type { FoundContainer } from "../trials/container-reading";
import { containerStorage } from "../trials/container-storage";
import { SLEEPER, type World } from "../world";

export function containerKind(world: World, name: (suffix: string) => string): Kind {
  return {
    name: "docker.Container",
    token: CONTAINER,
    table: CONTAINER_TABLE,
    inputs: () => ({ image: world.image, command: SLEEPER }),
    trials: containerTrials(world, name),
    import: { untold: ["attach", "start", "uploads"] },
    inspect: (docker, { id }) => docker.getContainer(id).inspect(),
    freshId: true,
  };
}

/** @param name makes a name that is swept away with the rest. */
function containerTrials(
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
