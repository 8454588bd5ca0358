import {
  REGISTRY_IMAGE_TABLE,
  type RegistryImageInputs,
} from "../../../../plugins/docker/resources/registry-image-table";
import { REGISTRY_IMAGE } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import { within, type TrialsFor } from "../trial";
import { imageBuild } from "../trials/image-build";
import type { FoundImage } from "../trials/image-reading";
import type { World } from "../world";

export function registryImageKind(world: World): Kind {
  const { host, context, pushed } = world.images;
  return {
    name: "docker.RegistryImage",
    token: REGISTRY_IMAGE,
    table: REGISTRY_IMAGE_TABLE,
    inputs: (unique) => ({
      name: `${host}/registry-image-${unique}:1`,
      build: { context: context("plain", `registry-${unique}`) },
    }),
    trials: {
      ...registryImageItself(world),
      ...within("build", imageBuild(world, "registry")),
    },
    import: {
      id: ({ inputs }) => String(inputs["name"]),
      untold: ["build", "triggers"],
    },
    /** The image on the engine, where the registry has it. */
    inspect: async (docker, { inputs }) => {
      const name = String(inputs["name"]);
      if (pushed(name) === undefined)
        throw Object.assign(new Error(`the registry has no ${name}`), { statusCode: 404 });
      return await docker.getImage(name).inspect();
    },
    freshId: false,
  };
}

function registryImageItself({
  images: { host, unpush, pushed },
}: World): Omit<TrialsFor<RegistryImageInputs, FoundImage>, "build"> {
  const named = (which: string) => `${host}/registry-image-named-${which}:1`;
  const login = (password: string) => ({ address: `http://${host}`, username: "me", password });
  return {
    authConfig: [{ base: login("one-password"), changed: login("other-password") }],
    insecureSkipVerify: [{ base: true, changed: false }],
    keepRemotely: [{ base: true, changed: false }],
    name: [
      {
        what: "removed by hand",
        base: named("one"),
        changed: named("two"),
        inDocker: {
          of: () => [named("one"), named("two")].map((each) => pushed(each) !== undefined),
          base: [true, false],
          changed: [false, true],
        },
        byHand: () => unpush(named("one")),
        seenIn: "gone",
        optional: false,
      },
    ],
    triggers: [
      {
        base: { a: "1", b: "2" },
        alike: [{ b: "2", a: "1" }],
        changed: { a: "3" },
      },
    ],
  };
}
