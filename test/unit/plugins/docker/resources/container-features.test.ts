import { describe, expect, it } from "vitest";

import type { Engine } from "../../../../../plugins/docker/client/engine";
import { requireFeatures } from "../../../../../plugins/docker/resources/container/container-features";
import type { ContainerInputs } from "../../../../../plugins/docker/resources/container/container-inputs";
import { containerSpec } from "../../../../../plugins/docker/resources/container/container-spec";

const speaking = (version: string) =>
  ({ where: "unix:///a.sock", apiVersion: async () => version }) as Engine;
const check = (version: string, inputs: Partial<ContainerInputs>) =>
  requireFeatures(speaking(version), containerSpec({ image: "i", ...inputs }, {}));

const HEALTH = { healthcheck: { tests: ["CMD", "true"], startInterval: "1s" } };
const MAC = "02:42:ac:11:00:02";

describe("what an engine is too old for", () => {
  it.each<[string, string, string, Partial<ContainerInputs>]>([
    ["healthcheck.startInterval", "1.43", "1.44", HEALTH],
    [
      "mounts[].volumeOptions.subpath",
      "1.44",
      "1.45",
      { mounts: [{ target: "/d", type: "volume", source: "v", volumeOptions: { subpath: "s" } }] },
    ],
    [
      "networksAdvanced[].gwPriority",
      "1.47",
      "1.48",
      { networksAdvanced: [{ name: "a", gwPriority: 1 }] },
    ],
    [
      "networksAdvanced[].macAddress of a further network",
      "1.43",
      "1.44",
      { networksAdvanced: [{ name: "a" }, { name: "b", macAddress: MAC }] },
    ],
  ])("must be refused by name: %s", async (property, old, since, inputs) => {
    await expect(check(old, inputs)).rejects.toThrow(
      `the engine at unix:///a.sock speaks Docker API ${old}, which doesn't have ${property} (needs ${since}): update Docker there, or leave it out`,
    );
    await check(since, inputs);
  });

  it("must be told all at once", async () => {
    const both = { ...HEALTH, networksAdvanced: [{ name: "a", gwPriority: 1 }] };
    await expect(check("1.41", both)).rejects.toThrow(/startInterval .*, .*gwPriority/);
  });

  it("must not be asked of what every engine has", async () => {
    await check("1.41", { networksAdvanced: [{ name: "a", macAddress: MAC }, { name: "b" }] });
  });
});
