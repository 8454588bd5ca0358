import { describe, expect, it } from "vitest";

import type { DockerContext } from "../../../../../../plugins/docker/context";
import { Ledger } from "../../../../../../plugins/docker/ownership/ledger";
import { secret } from "../../../../../../plugins/docker/resources/swarm/secret";
import { serviceConfig } from "../../../../../../plugins/docker/resources/swarm/service-config";
import {
  UNKNOWN,
  type CheckCall,
  type DiffCall,
  type Props,
} from "../../../../../../plugins/runtime/resource";

const context = { ledger: new Ledger() } as DockerContext;

async function check(type: typeof secret, inputs: Props): Promise<string[]> {
  const call = { urn: "u", inputs, autoname: () => "made-up" } as unknown as CheckCall;
  const { failures } = await type.check(call, context);
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

function replaced(type: typeof secret, oldInputs: Props, inputs: Props): string[] {
  const { changes } = type.diff({ oldInputs, inputs } as unknown as DiffCall, undefined as never);
  return changes.map(({ path, replace }) => `${path}${replace ? "!" : ""}`);
}

describe("a secret", () => {
  it("must have data in base64 that Swarm takes, and never show it", async () => {
    expect(await check(secret, {})).toEqual(["data: is required"]);
    expect(await check(secret, { data: "hunter2 €" })).toEqual([
      "data: expected base64: write Buffer.from(text).toString('base64')",
    ]);
    expect(await check(secret, { data: "" })).toEqual([
      "data: expected some content: Swarm takes no empty one",
    ]);
    const large = Buffer.alloc(512_000).toString("base64");
    expect((await check(secret, { data: large }))[0]).toContain("expected at most 511999 bytes");
    expect(await check(secret, { data: UNKNOWN, name: "a.b" })).toEqual([]);
    expect((await check(secret, { data: "eA==", name: "a/b" }))[0]).toMatch(/^name: "a\/b"/);
  });

  it("must be replaced by other data only, and be what the program says once imported", () => {
    expect(replaced(secret, { data: "-_8=" }, { data: "+/8" })).toEqual([]);
    expect(replaced(secret, { data: "eA==" }, { data: "eQ==" })).toEqual(["data!"]);
    expect(replaced(secret, { data: "eA==" }, { data: UNKNOWN })).toEqual(["data!"]);
    expect(replaced(secret, {}, { data: "eQ==" })).toEqual([]);
  });
});

describe("a config", () => {
  it("must have its content in one of two ways", async () => {
    const sentence = "data: expected exactly one of data and dataRaw, got";
    expect(await check(serviceConfig, {})).toEqual([`${sentence} none`]);
    expect(await check(serviceConfig, { data: "eA==", dataRaw: "x" })).toEqual([
      `${sentence} both`,
    ]);
    expect(await check(serviceConfig, { dataRaw: UNKNOWN })).toEqual([]);
    expect(replaced(serviceConfig, { data: "eA==" }, { dataRaw: "x" })).toEqual([]);
    expect(replaced(serviceConfig, { dataRaw: "x" }, { dataRaw: "y" })).toEqual(["dataRaw!"]);
  });
});
