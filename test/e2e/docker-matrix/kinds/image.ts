import { IMAGE_TABLE, type ImageInputs } from "../../../../plugins/docker/resources/image-table";
import { IMAGE } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import { within, type TrialsFor } from "../trial";
import { buildResults } from "../trials/build-results";
import { label, type FoundImage } from "../trials/image-reading";
import type { World } from "../world";

type Build = NonNullable<ImageInputs["build"]>;
type Registry = NonNullable<ImageInputs["registry"]>;

/** Has no import: what it is built from isn't to be had from Docker, and the program can't leave it out. */
export function imageKind(world: World): Kind {
  const { host, context } = world.images;
  return {
    name: "docker.Image",
    token: IMAGE,
    table: IMAGE_TABLE,
    inputs: (unique) => ({
      imageName: `${host}/image-${unique}:1`,
      build: { context: context("plain", `image-${unique}`) },
      skipPush: true,
    }),
    trials: {
      ...imageItself(world),
      ...within("build", imageOwnBuild(world)),
      ...within("registry", registryTrials(world)),
    },
    inspect: (docker, { inputs }) => docker.getImage(String(inputs["imageName"])).inspect(),
    freshId: false,
  };
}

function imageItself({
  image,
  images: { host, pushed },
}: World): Omit<TrialsFor<ImageInputs, FoundImage>, "build" | "registry"> {
  const named = (which: string) => `${host}/image-named:${which}`;
  const isPushed = ({ RepoTags }: FoundImage) =>
    RepoTags.some((name) => /image-skippush/.test(name) && pushed(name) !== undefined);
  return {
    buildOnPreview: [{ base: true, changed: false }],
    imageName: [
      {
        what: "removed by hand",
        base: named("one"),
        changed: named("two"),
        inDocker: {
          of: ({ RepoTags }) => [named("one"), named("two")].map((each) => RepoTags.includes(each)),
          base: [true, false],
          changed: [false, true],
        },
        byHand: ({ docker }) => docker.getImage(named("one")).remove(),
        seenIn: "gone",
        optional: false,
      },
      {
        what: "given to another image by hand",
        base: named("three"),
        changed: named("four"),
        inDocker: label("which", { base: "first", changed: "first" }),
        byHand: ({ docker }) =>
          docker.getImage(image).tag({ repo: named("three").replace(/:three$/, ""), tag: "three" }),
        seenIn: "gone",
        optional: false,
      },
    ],
    skipPush: [
      {
        base: true,
        changed: false,
        inDocker: { of: isPushed, base: false, changed: true },
        optional: false,
      },
    ],
  };
}

function imageOwnBuild(world: World): TrialsFor<Build, FoundImage> {
  const { context, pulled } = world.images;
  const own = context("plain", "image-dockerfile");
  const {
    args,
    context: contexts,
    hosts,
    network,
    platform,
    target,
  } = buildResults(world, "image");
  return {
    addHosts: hosts,
    args,
    builderVersion: [{ base: "BuilderBuildKit", alike: [undefined], changed: "BuilderV1" }],
    cacheFrom: [{ base: { images: [pulled[0]] }, changed: { images: [pulled[1]] } }],
    context: contexts,
    dockerfile: [
      {
        with: { "build.context": own },
        base: `${own}/Dockerfile.other`,
        changed: `${own}/Dockerfile`,
        alsoSeen: ["build.contextDigest"],
        inDocker: label("which", { base: "second", changed: "first", without: "first" }),
      },
    ],
    network,
    platform,
    target,
  };
}

function registryTrials({ images: { host } }: World): TrialsFor<Registry, FoundImage> {
  const pushes = { skipPush: false };
  return {
    password: [
      {
        with: { ...pushes, "registry.server": host, "registry.username": "me" },
        base: "one-password",
        changed: "other-password",
      },
    ],
    server: [
      {
        with: pushes,
        base: host,
        alike: [`http://${host}`],
        changed: "127.0.0.1:1",
      },
    ],
    username: [{ with: { ...pushes, "registry.server": host }, base: "me", changed: "you" }],
  };
}
