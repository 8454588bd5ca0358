import type { BuildSpec } from "../../../../plugins/docker/build/build-spec";
import type { NotTried, Trial, TrialsFor } from "../trial";
import type { World } from "../world";
import { fileIn, label, type FoundImage } from "./image-reading";

const MIB = 1024 * 1024;
const CLASSIC = { "build.useLegacyBuilder": true };

/**
 * What a RemoteImage and a RegistryImage are built from.
 *
 * @param kind makes what the trials leave on the engine different between the two.
 */
export function imageBuild({ images }: World, kind: string): TrialsFor<BuildSpec, FoundImage> {
  const { context, secrets, remote, host } = images;
  const edited = context("plain", `${kind}-edited`);
  const [secret = "", otherSecret = ""] = secrets;
  const refused = (what: string): NotTried => ({ notTried: `refused by name: ${what}` });
  const buildx = refused("only buildx can");
  /** How the engine gets there: the image is the same. */
  const heedless = (base: unknown, changed: unknown, needs: object = {}): Trial<FoundImage>[] => [
    { base, changed, ...(Object.keys(needs).length > 0 && { with: { ...needs } }) },
  ];
  const classic = (base: unknown, changed: unknown) => heedless(base, changed, CLASSIC);
  const login = (password: string) => [{ hostName: host, userName: "me", password }];
  const left = (name: string, tags: readonly string[]) =>
    kind === "registry" && name === "a" && tags.includes(tag("c"));
  const tag = (name: string) => `${host}/tagged-${kind}:${name}`;
  return {
    additionalContexts: buildx,
    authConfigs: heedless(login("one-password"), login("other-password")),
    buildArgs: [
      {
        base: { WHO: "me", B: "2" },
        alike: [{ B: "2", WHO: "me" }],
        changed: { WHO: "you" },
        inDocker: label("who", { base: "me", changed: "you", without: "nobody" }),
      },
    ],
    buildId: heedless("one", "two"),
    buildLogFile: buildx,
    builder: buildx,
    cacheFroms: heedless([images.pulled[0]], [images.pulled[1]]),
    cacheTos: buildx,
    cgroupParent: classic("/slipway-one", "/slipway-two"),
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
    cpuPeriod: classic(50_000, 80_000),
    cpuQuota: classic(50_000, 80_000),
    cpuSetCpus: classic("0-1", "0"),
    cpuSetMems: classic("0", undefined),
    cpuShares: classic(512, 256),
    dockerfile: [
      {
        base: "Dockerfile.other",
        changed: "Dockerfile",
        alsoSeen: ["build.contextDigest"],
        inDocker: label("which", { base: "second", changed: "first", without: "first" }),
      },
    ],
    extraHosts: [
      {
        with: { "build.context": context("network", `${kind}-0`) },
        base: ["extra-one:192.0.2.1", "extra-two:192.0.2.2"],
        changed: ["extra-one:192.0.2.1"],
        inDocker: fileIn("/hosts", { base: "2", changed: "1", without: "0" }),
      },
    ],
    forceRemove: classic(true, false),
    isolation: classic("default", undefined),
    label: [
      {
        base: { a: "1", b: "2" },
        alike: [{ b: "2", a: "1" }],
        changed: { a: "3" },
        inDocker: label("a", { base: "1", changed: "3", without: undefined }),
      },
    ],
    labels: [
      {
        base: { a: "1", b: "2" },
        alike: [{ b: "2", a: "1" }],
        changed: { a: "3" },
        inDocker: label("a", { base: "1", changed: "3", without: undefined }),
      },
    ],
    memory: classic(256 * MIB, 512 * MIB),
    memorySwap: classic(-1, 0),
    networkMode: [
      {
        with: { "build.context": context("network", `${kind}-1`) },
        base: "none",
        changed: "default",
        inDocker: fileIn("/devices", { base: "lo", changed: "eth0\nlo", without: "eth0\nlo" }),
      },
    ],
    noCache: heedless(true, false),
    platform: [
      {
        with: { "build.context": context("anywhere", `${kind}-0`) },
        base: "linux/amd64",
        changed: "linux/arm64",
        inDocker: { of: ({ Architecture }) => Architecture, base: "amd64", changed: "arm64" },
      },
    ],
    provenance: buildx,
    pullParent: heedless(false, undefined),
    remoteContext: [
      {
        with: CLASSIC,
        base: remote(kind)[0],
        changed: remote(kind)[1],
        alsoSeen: ["build.contextDigest"],
        inDocker: label("which", { base: "remote-1", changed: "remote-2", without: "first" }),
      },
    ],
    remove: classic(true, false),
    sbom: buildx,
    secrets: heedless([{ id: "key", src: secret }], [{ id: "key", src: otherSecret }]),
    securityOpts: refused("a Linux engine takes none"),
    sessionId: refused("the plugin opens the session itself"),
    shmSize: classic(32 * MIB, 48 * MIB),
    squash: [
      {
        with: CLASSIC,
        base: false,
        changed: true,
        onlyShown: "needs an engine with experimental features",
      },
    ],
    suppressOutput: heedless(true, false),
    tags: [
      {
        base: [tag("a"), tag("b")],
        alike: [[tag("b"), tag("a")]],
        changed: [tag("b"), tag("c")],
        inDocker: {
          // A RegistryImage leaves what it has put on the engine.
          of: ({ RepoTags }) =>
            ["a", "b", "c"].filter((each) => RepoTags.includes(tag(each)) && !left(each, RepoTags)),
          base: ["a", "b"],
          changed: ["b", "c"],
        },
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
    ulimits: classic(
      [{ name: "nofile", soft: 512, hard: 1024 }],
      [{ name: "nofile", soft: 256, hard: 1024 }],
    ),
    useLegacyBuilder: heedless(true, false),
    version: heedless("1", "2"),
  };
}
