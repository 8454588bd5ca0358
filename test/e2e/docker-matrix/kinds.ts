import type Docker from "dockerode";

import type { Treatment } from "../../../plugins/docker/diff/treatment";
import { CONTAINER_TABLE } from "../../../plugins/docker/resources/container/container-table";
import { NETWORK_TABLE } from "../../../plugins/docker/resources/network/network-table";
import { TAG_TABLE } from "../../../plugins/docker/resources/tag";
import { VOLUME_TABLE } from "../../../plugins/docker/resources/volume-table";
import type { Props } from "../../../plugins/runtime/resource";
import { CONTAINER, NETWORK, TAG, VOLUME } from "../../contract/docker/docker-stack";
import type { NotTried, Trial } from "./trial";
import { containerTrials } from "./trials/container";
import { networkTrials } from "./trials/network";
import { tagTrials } from "./trials/tag";
import { volumeTrials } from "./trials/volume";
import { SLEEPER, type World } from "./world";

/** A resource type with its table and its trials. */
export interface Kind {
  /** `docker.Container` */
  name: string;
  token: string;
  table: Readonly<Record<string, Treatment>>;
  /** Inputs that each trial has. */
  inputs: Props;
  trials: Readonly<Record<string, readonly Trial<never>[] | NotTried>>;
  /** False where it can't be imported. */
  imports: boolean;
  /** What Docker itself tells of it; rejects with 404 where it is gone. */
  inspect(docker: Docker, resource: { id: string; inputs: Props }): Promise<unknown>;
  /** False where a replacement can have the id of the old one. */
  freshId: boolean;
  /** False where it stays after its resource has been deleted. */
  deletes: boolean;
}

/** All that the matrix tries. */
export function kinds(world: World, name: (suffix: string) => string): Kind[] {
  return [
    {
      name: "docker.Container",
      token: CONTAINER,
      table: CONTAINER_TABLE,
      inputs: { image: world.image, command: SLEEPER },
      trials: containerTrials(world, name),
      imports: true,
      inspect: (docker, { id }) => docker.getContainer(id).inspect(),
      freshId: true,
      deletes: true,
    },
    {
      name: "docker.Network",
      token: NETWORK,
      table: NETWORK_TABLE,
      inputs: {},
      trials: networkTrials(name),
      imports: true,
      inspect: (docker, { id }) => docker.getNetwork(id).inspect(),
      freshId: true,
      deletes: true,
    },
    {
      name: "docker.Volume",
      token: VOLUME,
      table: VOLUME_TABLE,
      inputs: {},
      trials: volumeTrials(name),
      imports: true,
      inspect: (docker, { id }) => docker.getVolume(id).inspect(),
      freshId: true,
      deletes: true,
    },
    {
      name: "docker.Tag",
      token: TAG,
      table: TAG_TABLE,
      inputs: { sourceImage: world.image, targetImage: `${world.otherImage}-c` },
      trials: tagTrials(world),
      imports: false,
      inspect: (docker, { inputs }) => docker.getImage(String(inputs["targetImage"])).inspect(),
      freshId: false,
      deletes: false,
    },
  ];
}
