import type { Trial } from "../trial";
import type { World } from "../world";
import { fileIn, label, type FoundImage } from "./image-reading";

/**
 * What shows in an image that was built, whatever its resource calls the property.
 *
 * @param kind makes what the trials leave on the engine different from that of other kinds.
 */
export function buildResults(
  { images }: World,
  kind: string,
): Record<"args" | "context" | "hosts" | "network" | "platform" | "target", Trial<FoundImage>[]> {
  const { context } = images;
  const edited = context("plain", `${kind}-edited`);
  return {
    args: [
      {
        base: { WHO: "me", B: "2" },
        alike: [{ B: "2", WHO: "me" }],
        changed: { WHO: "you" },
        inDocker: label("who", { base: "me", changed: "you", without: "nobody" }),
      },
    ],
    context: [
      {
        base: context("plain", `${kind}-context`),
        changed: context("other", `${kind}-context`),
        alsoSeen: ["build.contextDigest"],
        inDocker: fileIn("/content", { base: "before", changed: "other" }),
        optional: false,
      },
      {
        what: "a file in it",
        base: edited,
        changed: edited,
        beforeChange: () => images.edit(edited),
        alsoSeen: ["build.contextDigest"],
        inDocker: fileIn("/content", { base: "before", changed: "after" }),
        optional: false,
      },
    ],
    hosts: [
      {
        with: { "build.context": context("network", `${kind}-0`) },
        base: ["extra-one:192.0.2.1", "extra-two:192.0.2.2"],
        changed: ["extra-one:192.0.2.1"],
        inDocker: fileIn("/hosts", { base: "2", changed: "1", without: "0" }),
      },
    ],
    network: [
      {
        with: { "build.context": context("network", `${kind}-1`) },
        base: "none",
        changed: "default",
        inDocker: fileIn("/devices", { base: "lo", changed: "eth0\nlo", without: "eth0\nlo" }),
      },
    ],
    platform: [
      {
        with: { "build.context": context("anywhere", `${kind}-0`) },
        base: "linux/amd64",
        changed: "linux/arm64",
        inDocker: { of: ({ Architecture }) => Architecture, base: "amd64", changed: "arm64" },
      },
    ],
    target: [
      {
        with: { "build.context": context("stages", `${kind}-0`) },
        base: "first",
        changed: "second",
        inDocker: label("stage", { base: "first", changed: "second", without: "second" }),
      },
    ],
  };
}
