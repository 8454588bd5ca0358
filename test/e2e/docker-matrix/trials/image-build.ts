import type { BuildSpec } from "../../../../plugins/docker/build/build-spec";
import type { NotTried, Trial, TrialsFor } from "../trial";
import type { World } from "../world";
import { buildResults } from "./build-results";
import { label, type FoundImage } from "./image-reading";

const MIB = 1024 * 1024;
const CLASSIC = { "build.useLegacyBuilder": true };

/**
 * What a RemoteImage and a RegistryImage are built from.
 *
 * @param kind makes what the trials leave on the engine different between the two.
 */
export function imageBuild(world: World, kind: string): TrialsFor<BuildSpec, FoundImage> {
  const { images } = world;
  const { secrets, remote, host } = images;
  const { args, context, hosts, network, platform, target } = buildResults(world, kind);
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
    buildArgs: args,
    buildId: heedless("one", "two"),
    buildLogFile: buildx,
    builder: buildx,
    cacheFroms: heedless([images.pulled[0]], [images.pulled[1]]),
    cacheTos: buildx,
    cgroupParent: classic("/slipway-one", "/slipway-two"),
    context,
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
    extraHosts: hosts,
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
    networkMode: network,
    noCache: heedless(true, false),
    platform,
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
    target,
    ulimits: classic(
      [{ name: "nofile", soft: 512, hard: 1024 }],
      [{ name: "nofile", soft: 256, hard: 1024 }],
    ),
    useLegacyBuilder: heedless(true, false),
    version: heedless("1", "2"),
  };
}
