import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { provider } from "../../../../plugins/slipway/provider";
import { Secret, startProvider, type ProviderHarness } from "../../../support/provider-harness";

const TYPE = "slipway:hosts:SshHostKey";

let plugin: ProviderHarness;

beforeAll(async () => {
  plugin = await startProvider(provider);
  await plugin.configure();
});
afterAll(() => plugin.stop());

describe("a host key", () => {
  it("must have its private half as a secret, and its fingerprint for an id", async () => {
    const { id, state } = await plugin.create(TYPE, {});
    expect(id).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(state["privateKey"]).toBeInstanceOf(Secret);
    expect(state["publicKey"]).toMatch(/^ssh-ed25519 AAAA/);
  });

  it("must be another one each time, and replaced by another rotation alone", async () => {
    const one = await plugin.create(TYPE, { rotation: "1" });
    expect((await plugin.create(TYPE, { rotation: "1" })).id).not.toBe(one.id);
    const old = { id: one.id, inputs: { rotation: "1" }, state: one.state };
    expect((await plugin.diff(TYPE, old, { rotation: "1" })).changes).toBe("none");
    expect((await plugin.diff(TYPE, old, { rotation: "2" })).replaces).toEqual(["rotation"]);
  });
});
