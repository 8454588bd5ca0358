import {
  REMOTE_IMAGE_TABLE,
  type RemoteImageInputs,
} from "../../../../plugins/docker/resources/remote-image-table";
import { REMOTE_IMAGE } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import { within, type TrialsFor } from "../trial";
import { imageBuild } from "../trials/image-build";
import type { FoundImage } from "../trials/image-reading";
import type { World } from "../world";

export function remoteImageKind(world: World): Kind {
  const { host, context } = world.images;
  return {
    name: "docker.RemoteImage",
    token: REMOTE_IMAGE,
    table: REMOTE_IMAGE_TABLE,
    inputs: (unique) => ({
      name: `${host}/remote-image-${unique}:1`,
      build: { context: context("plain", `remote-${unique}`) },
    }),
    trials: {
      ...remoteImageItself(world),
      ...within("build", imageBuild(world, "remote")),
    },
    import: {
      id: ({ inputs }) => String(inputs["name"]),
      untold: ["build", "platform", "pullTriggers", "triggers"],
    },
    inspect: (docker, { inputs }) => docker.getImage(String(inputs["name"])).inspect(),
    freshId: false,
  };
}

function remoteImageItself({
  image,
  images: { pulled, host, context },
}: World): Omit<TrialsFor<RemoteImageInputs, FoundImage>, "build"> {
  const fromRegistry = (index: number) => ({ build: undefined, name: pulled[index] });
  const gone = { seenIn: "gone" } as const;
  const built = `${host}/remote-image-named`;
  return {
    forceRemove: [{ with: fromRegistry(0), base: true, changed: false }],
    keepLocally: [{ with: fromRegistry(1), base: true, changed: false }],
    name: [
      {
        what: "pulled, and removed by hand",
        with: { build: undefined },
        base: pulled[2],
        changed: pulled[3],
        inDocker: {
          of: ({ RepoTags }) => [2, 3].map((index) => RepoTags.includes(pulled[index]!)),
          base: [true, false],
          changed: [false, true],
        },
        byHand: ({ docker }) => docker.getImage(pulled[2]!).remove(),
        ...gone,
        optional: false,
      },
      {
        what: "built, and given to another image by hand",
        base: `${built}:one`,
        alike: [`${built}:one`],
        changed: `${built}:two`,
        byHand: ({ docker }) => docker.getImage(image).tag({ repo: built, tag: "one" }),
        ...gone,
        optional: false,
      },
    ],
    platform: [
      {
        with: { "build.context": context("anywhere", "remote-platform") },
        base: "linux/amd64",
        changed: "linux/arm64",
        inDocker: { of: ({ Architecture }) => Architecture, base: "amd64", changed: "arm64" },
      },
    ],
    pullTriggers: [
      {
        with: fromRegistry(4),
        base: ["one", "two"],
        alike: [["two", "one"]],
        changed: ["three"],
      },
    ],
    triggers: [
      {
        with: fromRegistry(5),
        base: { a: "1", b: "2" },
        alike: [{ b: "2", a: "1" }],
        changed: { a: "3" },
      },
    ],
  };
}
