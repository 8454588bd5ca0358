import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { UNKNOWN } from "../../support/provider-harness";
import { DigitalOceanStack, newPublicKey, tokenOf, type Resource } from "./digitalocean-stack";

let stack: DigitalOceanStack;
beforeAll(async () => {
  stack = await DigitalOceanStack.start("do-plugin", { createMs: 500, actionMs: 200 });
}, 60_000);
afterAll(() => stack?.stop(), 60_000);
afterEach(() => stack.cloud.mend());

const SPEC = { image: "debian-12-x64", region: "nyc3", size: "s-1vcpu-1gb" };
const droplets = () => stack.live<object[]>("/v2/droplets?per_page=200", "droplets");

describe("the provider", () => {
  it("must say in one sentence that there is no token, and no endpoint that is one", async () => {
    const { failures } = await stack.plugin.checkConfig({ apiEndpoint: "nonsense" });
    expect(failures).toEqual([
      { property: "apiEndpoint", reason: "expected an http(s) address" },
      { property: "token", reason: expect.stringContaining("pulumi config set --secret") },
    ]);
  });
});

describe("SshKey", () => {
  it("must be made, renamed in place, replaced for another key, and seen when it is gone", async () => {
    const key = await stack.create("SshKey", "key", { publicKey: newPublicKey() });
    expect(key.inputs["name"]).toMatch(/^key-[0-9a-f]{7}$/);
    expect(key.state["fingerprint"]).toMatch(/^..(:..){15}$/);
    const { publicKey } = key.inputs;
    expect((await stack.diff(key, { publicKey })).changes).toBe("none");
    const renamed = await stack.update(key, { publicKey, name: "other" });
    expect(await stack.live(`/v2/account/keys/${key.id}`, "ssh_key")).toMatchObject({
      name: "other",
    });
    const other = await stack.diff(renamed, { publicKey: newPublicKey(), name: "other" });
    expect(other.replaces).toEqual(["publicKey"]);
    expect(await stack.read(renamed)).toMatchObject({ inputs: { publicKey, name: "other" } });
    await stack.delete(renamed);
    expect(await stack.read(renamed)).toBeUndefined();
    await stack.delete(renamed);
  });
});

describe("Vpc", () => {
  it("must be made with a range of DigitalOcean's choice, which is no change", async () => {
    const vpc = await stack.create("Vpc", "net", { region: "nyc3" });
    expect(vpc.state["ipRange"]).toMatch(/^10\.\d+\.0\.0\/20$/);
    expect((await stack.diff(vpc, { region: "nyc3" })).changes).toBe("none");
    const described = await stack.update(vpc, { region: "nyc3", description: "ours" });
    expect(described.state).toMatchObject({ description: "ours" });
    const moved = await stack.diff(described, { region: "fra1", description: "ours" });
    expect(moved.replaces).toEqual(["region"]);
    expect(await stack.read(described)).toMatchObject({ inputs: described.inputs });
    await stack.delete(described);
    expect(await stack.read(described)).toBeUndefined();
  });

  it("must tell what DigitalOcean refuses in one sentence", async () => {
    await expect(
      stack.create("Vpc", "net", { region: "nyc3", ipRange: "8.8.8.0/24" }),
    ).rejects.toThrow(
      /DigitalOcean says: ip_range: expected a range of private addresses.*\(422\)$/,
    );
  });
});

describe("Droplet", () => {
  let droplet: Resource;
  const wanted = { ...SPEC, tags: ["web"], userData: "#!/bin/sh\ntouch /etc/done\n" };

  it("must be active when it is made, with its addresses and price", async () => {
    droplet = await stack.create("Droplet", "web", wanted);
    expect(droplet.notReady).toBeUndefined();
    expect(droplet.state).toMatchObject({
      status: "active",
      priceMonthly: 6,
      memory: 1024,
      tags: ["web"],
      backups: false,
      ipv4Address: expect.stringMatching(/^10\.221\./),
      ipv4AddressPrivate: expect.stringMatching(/^10\./),
      dropletUrn: `do:droplet:${droplet.id}`,
      // Of user data there is a hash alone.
      userData: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    const host = await stack.cloud.host(droplet.id);
    await host.sh("cloud-init status --wait; test -e /etc/done");
  });

  it("must be the same for the next update, and after a refresh", async () => {
    expect((await stack.diff(droplet, wanted)).changes).toBe("none");
    const read = await stack.read(droplet);
    expect(read?.inputs).toEqual(droplet.inputs);
    expect(read?.state).toEqual(droplet.state);
  });

  it("must be replaced for what DigitalOcean can't change, and changed for the rest", async () => {
    const replaced = async (change: object) =>
      (await stack.diff(droplet, { ...wanted, ...change })).replaces;
    for (const change of [
      { image: "ubuntu-24-04-x64" },
      { region: "fra1" },
      { userData: "#!/bin/sh\n" },
      { sshKeys: ["1"] },
      { vpcUuid: "other" },
      { monitoring: true },
    ])
      expect(await replaced(change)).toEqual(Object.keys(change));
    for (const change of [{ size: "s-2vcpu-2gb" }, { tags: [] }, { backups: true }, { name: "n" }])
      expect(await replaced(change)).toEqual([]);
  });

  it("must be deleted before it is created anew where its name is fixed", async () => {
    const named = { ...droplet, inputs: { ...droplet.inputs, name: "fixed" } };
    const diff = await stack.diff(named, { ...wanted, name: "fixed", image: "ubuntu-24-04-x64" });
    expect(diff.deleteBeforeReplace).toBe(true);
    const free = await stack.diff(droplet, { ...wanted, image: "ubuntu-24-04-x64" });
    expect(free.deleteBeforeReplace).toBe(false);
  });

  it("must be resized, renamed and tagged in place", async () => {
    const change = {
      ...wanted,
      name: "web-x",
      size: "s-2vcpu-2gb",
      tags: ["WEB", "new"],
      backups: true,
    };
    const changed = await stack.update(droplet, change);
    expect(changed.state).toMatchObject({ name: "web-x", size: "s-2vcpu-2gb", priceMonthly: 18 });
    expect(await stack.live(`/v2/droplets/${droplet.id}`, "droplet")).toMatchObject({
      ...{ name: "web-x", status: "active", tags: ["web", "new"], disk: 60 },
      features: expect.arrayContaining(["backups"]),
    });
    expect((await stack.diff(changed, change)).changes).toBe("none");
    droplet = changed;
  });

  it("must be shown as it will be in a preview", async () => {
    const preview = await stack.plugin.previewCreate(
      tokenOf("Droplet"),
      await stack.check("Droplet", "next", SPEC),
    );
    expect(preview.state).toMatchObject({ ipv4Address: UNKNOWN, size: SPEC.size, backups: false });
  });

  it("must be seen when somebody has changed or destroyed it", async () => {
    await stack.cloud.call("POST", `/v2/droplets/${droplet.id}/actions`, {
      type: "disable_backups",
    });
    await expect
      .poll(async () => (await stack.read(droplet))?.inputs["backups"], { timeout: 10_000 })
      .toBe(false);
    await stack.cloud.loseDroplet(droplet.id);
    expect(await stack.read(droplet)).toBeUndefined();
    await stack.delete(droplet);
  });

  it("must be told all mistakes at once", async () => {
    await expect(
      stack.check("Droplet", "bad", { image: "", tags: ["a b"], backupPolicy: { plan: "hourly" } }),
    ).rejects.toThrow(
      /backupPolicy.plan: expected one of(.|\n)*image: expected a text(.|\n)*tags\[0\]: "a b" is not a tag(.|\n)*size: is required/,
    );
  });
});

describe("a provider in trouble", () => {
  it("must be asked again after the limit of calls was reached", async () => {
    await stack.cloud.fault({ kind: "rate-limit", times: 2, retryAfterSeconds: 1 });
    const tag = await stack.create("Tag", "t", {});
    await stack.delete(tag);
  });

  it("must not be asked twice for what it may have done", async () => {
    await stack.cloud.fault({ kind: "server-error", times: 1, method: "POST" });
    await expect(stack.create("Tag", "t", {})).rejects.toThrow("(500)");
    await stack.cloud.fault({ kind: "server-error", times: 2, method: "GET" });
    const tag = await stack.create("Tag", "t", {});
    expect(await stack.read(tag)).toBeDefined();
    await stack.delete(tag);
  });

  it("must leave no droplet whose creation it gave up", async () => {
    await stack.cloud.fault({ kind: "failing-action", type: "create", times: 1 });
    await expect(stack.create("Droplet", "never", SPEC)).rejects.toThrow(
      /couldn't carry out the action "create" on the droplet never-/,
    );
    expect(await droplets()).toEqual([]);
  });

  it("must have the droplet kept whose creation hangs, to be replaced by the next update", async () => {
    await stack.cloud.fault({ kind: "hanging-action", type: "create", times: 1 });
    const droplet = await stack.create("Droplet", "hangs", SPEC, 2);
    expect(droplet.notReady?.join()).toMatch(/didn't become active in time; it is still "new"/);
    const diff = await stack.diff(droplet, SPEC);
    expect(diff.replaces).toEqual(["status"]);
    await stack.delete(droplet);
    expect(await droplets()).toEqual([]);
  });

  it("must say what is missing: capacity, or the right token", async () => {
    await stack.cloud.fault({ kind: "no-capacity", region: "nyc3" });
    await expect(stack.create("Droplet", "none", SPEC)).rejects.toThrow(
      "POST /v2/droplets: DigitalOcean says: s-1vcpu-1gb is currently out of capacity in nyc3 (422)",
    );
    const { endpoint: apiEndpoint } = stack.cloud;
    await stack.plugin.configure({ apiEndpoint, token: "wrong-token" });
    await expect(stack.create("Tag", "t", {})).rejects.toThrow("doesn't know the token (401)");
    await stack.plugin.configure({ apiEndpoint, token: stack.cloud.token });
  });
});
