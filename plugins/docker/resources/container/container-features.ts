import { isOlder } from "../../client/api-version";
import type { Engine } from "../../client/engine";
import { endpoint, type ContainerSpec } from "./container-spec";

/** A property that older engines would ignore without a word. */
interface Feature {
  property: string;
  /** First version of the Engine API that has it. */
  since: string;
  isUsed(spec: ContainerSpec): boolean;
}

const FEATURES: readonly Feature[] = [
  {
    property: "healthcheck.startInterval",
    since: "1.44",
    isUsed: ({ body }) => !!body.Healthcheck?.StartInterval,
  },
  {
    // Every engine takes that of the first network, as the container's own.
    property: "networksAdvanced[].macAddress of a further network",
    since: "1.44",
    isUsed: ({ moreNetworks }) => moreNetworks.some((each) => each.macAddress),
  },
  {
    property: "mounts[].volumeOptions.subpath",
    since: "1.45",
    isUsed: ({ body }) => !!body.HostConfig.Mounts?.some((each) => each.VolumeOptions?.Subpath),
  },
  {
    property: "networksAdvanced[].gwPriority",
    since: "1.48",
    isUsed: ({ body, moreNetworks }) =>
      [
        ...Object.values(body.NetworkingConfig?.EndpointsConfig ?? {}),
        ...moreNetworks.map(endpoint),
      ].some((each) => each.GwPriority),
  },
];

/** Throws, in one sentence, all that is asked for and that the engine is too old for. */
export async function requireFeatures(engine: Engine, spec: ContainerSpec): Promise<void> {
  const used = FEATURES.filter((feature) => feature.isUsed(spec));
  if (used.length === 0) return;
  const version = await engine.apiVersion();
  const missing = used.filter(({ since }) => isOlder(version, since));
  if (missing.length === 0) return;
  const list = missing.map(({ property, since }) => `${property} (needs ${since})`).join(", ");
  throw new Error(
    `the engine at ${engine.where} speaks Docker API ${version}, which doesn't have ${list}: update Docker there, or leave it out`,
  );
}
