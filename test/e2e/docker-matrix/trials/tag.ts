import type Docker from "dockerode";

import type { TagInputs } from "../../../../plugins/docker/resources/tag";
import type { TrialsFor } from "../trial";
import type { World } from "../world";

export type FoundTag = Docker.ImageInspectInfo;

/** A tag has no import: its name alone doesn't tell what it was given to. */
export function tagTrials({ image, otherImage }: World): TrialsFor<TagInputs, FoundTag> {
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
