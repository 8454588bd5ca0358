import type Docker from "dockerode";

import { TAG_TABLE, type TagInputs } from "../../../../plugins/docker/resources/tag";
import { TAG } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import type { TrialsFor } from "../trial";
import type { World } from "../world";

type FoundTag = Docker.ImageInspectInfo;

/** A tag has no import: its name alone doesn't tell what it was given to. */
export function tagKind(world: World): Kind {
  return {
    name: "docker.Tag",
    token: TAG,
    table: TAG_TABLE,
    inputs: (unique) => ({
      sourceImage: world.image,
      targetImage: `${world.otherImage}-${unique}`,
    }),
    trials: tagTrials(world),
    inspect: (docker, { inputs }) => docker.getImage(String(inputs["targetImage"])).inspect(),
    freshId: false,
    deletes: false,
  };
}

function tagTrials({ image, otherImage }: World): TrialsFor<TagInputs, FoundTag> {
  return {
    sourceImage: [
      {
        base: image,
        alike: [`docker.io/library/${image}`],
        changed: otherImage,
        optional: false,
      },
    ],
    tagTriggers: [
      {
        base: ["one", "two"],
        alike: [["two", "one"]],
        changed: ["three"],
        byHand: ({ docker, resource }) =>
          docker.getImage(String(resource.inputs["targetImage"])).remove(),
        seenIn: "gone",
      },
    ],
    targetImage: [
      {
        base: `${otherImage}-a`,
        alike: [`docker.io/library/${otherImage}-a`],
        changed: `${otherImage}-b`,
        inDocker: {
          of: ({ RepoTags }) => RepoTags.some((tag) => /-[ab]$/.test(tag)),
          base: true,
          changed: true,
        },
        optional: false,
      },
    ],
  };
}
