import type Docker from "dockerode";

import { VOLUME_TABLE, type VolumeInputs } from "../../../../plugins/docker/resources/volume-table";
import { VOLUME } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import type { Hand, TrialsFor } from "../trial";
import { labelTrial } from "../trials/labels";

type FoundVolume = Docker.VolumeInspectInfo;

export function volumeKind(name: (suffix: string) => string): Kind {
  return {
    name: "docker.Volume",
    token: VOLUME,
    table: VOLUME_TABLE,
    inputs: () => ({}),
    trials: volumeTrials(name),
    import: {},
    inspect: (docker, { id }) => docker.getVolume(id).inspect(),
    freshId: true,
  };
}

/** Whoever wants to change a volume by hand has to make it anew; its name, which is its id, can stay. */
function volumeTrials(name: (suffix: string) => string): TrialsFor<VolumeInputs, FoundVolume> {
  const anew =
    (body: object) =>
    async ({ docker, id }: Hand) => {
      const { Labels } = await docker.getVolume(id).inspect();
      await docker.getVolume(id).remove();
      await docker.createVolume({ Name: id, Labels, ...body });
    };
  const tmpfs = (size: string) => ({ type: "tmpfs", device: "tmpfs", o: `size=${size}` });
  return {
    cluster: { notTried: "refused by name: cluster volumes are left to the official plugin" },
    driver: [
      {
        base: "local",
        alike: [undefined],
        changed: "other",
        onlyShown: "needs a second volume driver, which is a plugin of the engine",
      },
    ],
    driverOpts: [
      {
        base: tmpfs("1m"),
        alike: [{ o: "size=1m", device: "tmpfs", type: "tmpfs" }],
        changed: tmpfs("2m"),
        inDocker: { of: ({ Options }) => Options?.["o"], base: "size=1m", changed: "size=2m" },
        byHand: anew({ DriverOpts: tmpfs("3m") }),
      },
    ],
    labels: [labelTrial(({ Labels }) => Labels, anew({ Labels: { a: "4" } }))],
    name: [
      {
        base: name("vol-one"),
        changed: name("vol-two"),
        inDocker: { of: ({ Name }) => Name, base: name("vol-one"), changed: name("vol-two") },
        byHand: ({ docker, id }) => docker.getVolume(id).remove(),
        seenIn: "gone",
        optional: false,
      },
    ],
  };
}
