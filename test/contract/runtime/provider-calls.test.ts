import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fakeEngine } from "../../support/fake-engine";
import {
  UNKNOWN,
  secret,
  startProvider,
  urnOf,
  type ProviderHarness,
} from "../../support/provider-harness";
import { STONE, THING, readWorld, toyProvider, writeWorld } from "./fixtures/toy-provider";

let folder: string;
let file: string;
let provider: ProviderHarness;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-runtime-"));
  file = join(folder, "world.json");
  provider = await startProvider(toyProvider);
  await provider.configure({ file });
});

afterEach(async () => {
  await provider.stop();
  rmSync(folder, { recursive: true });
});

/** A thing as the engine would keep it after its first update. */
async function thing(inputs: Record<string, unknown> = {}) {
  const checked = await provider.check(THING, inputs);
  expect(checked.failures).toEqual([]);
  const kept = await provider.create(THING, checked.inputs);
  return { ...kept, inputs: checked.inputs };
}

test("a new resource gets an autoname and its defaults", async () => {
  const { inputs, failures } = await provider.check(THING, { tags: { a: "b" } });
  expect(failures).toEqual([]);
  expect(inputs).toEqual({
    name: expect.stringMatching(/^it-[0-9a-f]{7}$/) as unknown,
    size: 1,
    tags: { a: "b" },
    __defaults: ["name"],
  });
});

test("a check fails with all mistakes at once", async () => {
  const { failures } = await provider.check(THING, { size: "big", port: 0, colour: "red" });
  expect(failures).toEqual([
    { property: "colour", reason: "a thing has no such property" },
    { property: "size", reason: 'expected a number, got "big"' },
    { property: "port", reason: "expected 1–65535, got 0" },
  ]);
});

test("an unchanged resource has no diff", async () => {
  const old = await thing({ tags: { a: "b" }, password: secret("hunter2") });
  const { inputs } = await provider.check(
    THING,
    { tags: { a: "b" }, password: secret("hunter2") },
    old.inputs,
  );
  expect(inputs).toEqual(old.inputs);
  expect(await provider.diff(THING, old, inputs)).toMatchObject({ changes: "none", detailed: {} });
});

test("a replacement shows its cause once", async () => {
  const old = await thing({ kind: "small", port: 8080 });
  const news = { ...old.inputs, kind: "large", port: 8081, size: 2 };
  const diff = await provider.diff(THING, old, news);
  await provider.diff(THING, old, news);
  expect(diff).toEqual({
    changes: "some",
    diffs: ["size", "kind", "port"],
    replaces: ["kind", "port"],
    deleteBeforeReplace: true,
    detailed: {
      size: { kind: "update", inputDiff: true },
      kind: { kind: "update-replace", inputDiff: true },
      port: { kind: "update-replace", inputDiff: true },
    },
  });
  expect(provider.engine.lines).toContainEqual({
    severity: "info",
    urn: urnOf(THING),
    ephemeral: false,
    message:
      "replaced because of kind (a thing can't change its kind); port (a thing's port is fixed); " +
      "deleted before it is created anew: only one thing may have the port",
  });
  expect(
    provider.engine.lines.filter(({ severity, ephemeral }) => severity === "info" && !ephemeral),
  ).toHaveLength(1);
});

test("a change found in the state alone is no difference of inputs", async () => {
  const old = await thing();
  const diff = await provider.diff(THING, { ...old, state: { ...old.state, size: 9 } }, old.inputs);
  expect(diff.detailed).toEqual({ size: { kind: "update", inputDiff: false } });
});

test("ignored changes are reset before the diff", async () => {
  const old = await thing({ tags: { a: "b", c: "d" } });
  const diff = await provider.diff(
    THING,
    old,
    { ...old.inputs, tags: { a: "x", c: "d" }, kind: "new" },
    {
      ignoreChanges: ["tags.a", "kind"],
    },
  );
  expect(diff.changes).toBe("none");
});

test("preview creates nothing and shows what is unknown", async () => {
  const { inputs } = await provider.check(THING, { port: UNKNOWN, password: secret("hunter22") });
  const preview = await provider.previewCreate(THING, inputs);
  expect(preview).toEqual({
    id: "",
    state: {
      name: inputs["name"],
      size: 1,
      port: UNKNOWN,
      password: secret("hunter22"),
      address: UNKNOWN,
      token: secret(UNKNOWN),
      url: UNKNOWN,
    },
  });
  expect(readWorld(file)).toEqual({});
});

test("secrets stay secret, wherever they turn up in the state", async () => {
  const old = await thing({ name: "vault", password: secret("hunter22") });
  expect(old.state).toEqual({
    name: "vault",
    size: 1,
    password: secret("hunter22"),
    address: "vault:80",
    token: secret("token-of-vault"),
    url: secret("http://user:hunter22@vault/"),
  });
  const updated = await provider.update(THING, old, { ...old.inputs, size: 2 });
  expect(updated.state).toEqual({ ...old.state, size: 2 });
  const read = await provider.read(THING, "vault", old);
  expect(read?.inputs).toEqual({ ...old.inputs, size: 2 });
  expect(read?.state).toEqual(updated.state);
});

test("a resource that isn't ready is kept, its reasons masked", async () => {
  const old = await thing({ name: "lazy", ready: false, password: secret("hunter22") });
  expect(old.notReady).toEqual(["thing lazy didn't answer; its password is [secret]"]);
  expect(old.id).toBe("lazy");
  expect(old.state["password"]).toEqual(secret("hunter22"));
  const again = await provider.update(THING, old, old.inputs);
  expect(again.notReady).toHaveLength(1);
  const read = await provider.read(THING, "lazy", old);
  expect(read?.notReady).toHaveLength(1);
  expect(read?.inputs["name"]).toBe("lazy");
  const mended = await provider.update(THING, old, { ...old.inputs, ready: true });
  expect(mended.notReady).toBeUndefined();
});

test("an error is one sentence with its secrets masked", async () => {
  await expect(
    provider.create(THING, { name: "x", fail: "no:", password: secret("hunter22") }),
  ).rejects.toThrow(/^no: \[secret\]$/);
});

test("a deadline stops a create with a clear sentence", async () => {
  await expect(
    provider.create(THING, { name: "slow", delayMs: 10_000 }, { timeoutSeconds: 0.05 }),
  ).rejects.toThrow(
    "create of toy:index:Thing 'it' took longer than 0.05 s: raise the resource option " +
      "customTimeouts.create",
  );
  expect(readWorld(file)).toEqual({});
});

test("cancel stops what is under way", async () => {
  const creating = provider.create(THING, { name: "slow", delayMs: 10_000 });
  await Promise.all([
    expect(creating).rejects.toThrow("toy:index:Thing 'it' was cancelled"),
    sleep(50).then(() => provider.cancel()),
  ]);
});

test("read finds drift, import and absence", async () => {
  const old = await thing({ name: "drifter" });
  writeWorld(file, { drifter: { name: "drifter", size: 7 } });
  expect((await provider.read(THING, "drifter", old))?.inputs["size"]).toBe(7);
  expect((await provider.read(THING, "drifter"))?.inputs).toEqual({ name: "drifter", size: 7 });
  await provider.delete(THING, old);
  expect(await provider.read(THING, "drifter", old)).toBeUndefined();
});

test("an unknown type names itself and the way out", async () => {
  await expect(provider.check("toy:index:Stuff", {})).rejects.toThrow(
    /^the toy plugin has no resource type toy:index:Stuff: use toy:index:Thing$/,
  );
  await expect(provider.invoke("toy:index:nothing", {})).rejects.toThrow(
    /^the toy plugin has no function toy:index:nothing$/,
  );
});

test("configuration arrives decoded from JSON text", async () => {
  const auth = [{ address: "registry.local", username: "me", password: "hunter22" }];
  await provider.configure({
    file,
    sshOpts: '["-o","Port=22"]',
    disableDockerDaemonCheck: "true",
    registryAuth: secret(JSON.stringify(auth)),
    version: "5.2.0",
    host: "123",
  });
  const { config, secrets } = await provider.invoke("toy:index:config", {});
  expect(config).toMatchObject({
    file,
    sshOpts: ["-o", "Port=22"],
    disableDockerDaemonCheck: true,
    host: "123",
  });
  expect(secrets).toBeGreaterThan(0);
  expect(JSON.stringify(config)).not.toContain("hunter22");
});

test("what can't update is replaced for every change, and looked at again if it wasn't ready", async () => {
  const inputs = { name: "rock", size: 1, ready: false };
  const old = { ...(await provider.create(STONE, inputs)), inputs };
  expect(old.notReady).toHaveLength(1);
  expect(await provider.diff(STONE, old, { ...inputs, size: 2 })).toMatchObject({
    replaces: ["size"],
  });
  expect((await provider.update(STONE, old, inputs)).notReady).toHaveLength(1);
  writeWorld(file, { rock: { name: "rock", size: 1 } });
  expect((await provider.update(STONE, old, inputs)).notReady).toBeUndefined();
  writeWorld(file, {});
  await expect(provider.update(STONE, old, inputs)).rejects.toThrow(
    /^toy:index:Stone 'it' is gone: run pulumi refresh, then pulumi up$/,
  );
});

test("the stack's autonaming is asked", async () => {
  const proposed = { autonaming: { mode: "propose" as const, proposedName: "dev-it" } };
  expect((await provider.check(THING, {}, {}, proposed)).inputs["name"]).toBe("dev-it");
  const disabled = { autonaming: { mode: "disable" as const, proposedName: "" } };
  expect((await provider.check(THING, {}, {}, disabled)).failures).toEqual([
    { property: "name", reason: expect.stringContaining("autonaming is disabled") as unknown },
  ]);
  expect((await provider.check(THING, { name: "mine" }, {}, disabled)).failures).toEqual([]);
});

test("an autoname stays, a name that the user took back doesn't", async () => {
  const seed = { randomSeed: new Uint8Array(32).fill(9) };
  const old = await provider.check(THING, {});
  expect((await provider.check(THING, {}, old.inputs, seed)).inputs["name"]).toBe(
    old.inputs["name"],
  );
  const mine = await provider.check(THING, { name: "mine" }, old.inputs);
  expect(mine.inputs["name"]).toBe("mine");
  expect((await provider.check(THING, {}, mine.inputs, seed)).inputs["name"]).toMatch(/^it-/);
});

test("the provider's configuration is checked and compared", async () => {
  expect((await provider.checkConfig({ version: "1.2.3" })).failures).toEqual([
    { property: "file", reason: "expected the path of a JSON file, got nothing" },
  ]);
  const inputs = { file: "x", list: "[1]" };
  expect(await provider.checkConfig(inputs)).toEqual({ inputs, failures: [] });
  expect(await provider.diffConfig({ file: "a" }, { file: "b" })).toMatchObject({
    changes: "some",
    replaces: ["file"],
  });
  // The engine compares the rest by itself.
  expect((await provider.diffConfig({ file: "a", x: "1" }, { file: "a" })).changes).toBe("unknown");
});

test("the plugin says what it is and what it can", async () => {
  const { client, engine } = provider;
  const handshake = await new Promise<pb.ProviderHandshakeResponse>((resolve, reject) => {
    const request = new pb.ProviderHandshakeRequest().setEngineAddress(engine.address);
    client.handshake(request, (error, response) => (error ? reject(error) : resolve(response)));
  });
  expect(handshake.toObject()).toEqual({
    acceptSecrets: true,
    acceptResources: false,
    acceptOutputs: true,
    supportsAutonamingConfiguration: true,
  });
  expect(await provider.configure({ file })).toMatchObject({
    acceptsecrets: true,
    supportspreview: true,
    acceptresources: false,
    acceptoutputs: true,
    supportsAutonamingConfiguration: true,
  });
  expect(JSON.parse(await provider.getSchema())).toEqual({ name: "toy", version: "1.2.3" });
  const version = await new Promise((resolve) =>
    client.getPluginInfo(new Empty(), (_, info) => resolve(info.getVersion())),
  );
  expect(version).toBe("1.2.3");
  const mapping = await new Promise((resolve) =>
    client.getMapping(new pb.GetMappingRequest(), (_, response) => resolve(response.toObject())),
  );
  expect(mapping).toEqual({ provider: "", data: "" });
  const providers = await new Promise((resolve) =>
    client.getMappings(new pb.GetMappingsRequest(), (_, found) =>
      resolve(found.getProvidersList()),
    ),
  );
  expect(providers).toEqual([]);
});

test("what a plugin without components can't do is unimplemented", async () => {
  const { client } = provider;
  const codes = await Promise.all([
    new Promise((done) =>
      client.construct(new pb.ConstructRequest(), (error) => done(error?.code)),
    ),
    new Promise((done) => client.call(new pb.CallRequest(), (error) => done(error?.code))),
    new Promise((done) =>
      client.parameterize(new pb.ParameterizeRequest(), (error) => done(error?.code)),
    ),
  ]);
  expect(codes).toEqual([status.UNIMPLEMENTED, status.UNIMPLEMENTED, status.UNIMPLEMENTED]);
});

test("attach brings the engine's address to a plugin that was started by hand", async () => {
  const other = await fakeEngine();
  const { client } = provider;
  await new Promise<void>((resolve, reject) => {
    const request = new PluginAttach().setAddress(other.address);
    client.attach(request, (error) => (error ? reject(error) : resolve()));
  });
  await provider.create(THING, { name: "x" });
  expect(other.lines).toEqual([
    { severity: "info", message: "making it", urn: urnOf(THING), ephemeral: true },
  ]);
  await other.close();
});

test("a call goes on when the engine's log can't be reached", async () => {
  await provider.engine.close();
  expect((await provider.create(THING, { name: "x" })).id).toBe("x");
});

test("a call before the configuration says so", async () => {
  const fresh = await startProvider(toyProvider);
  await expect(fresh.check(THING, {})).rejects.toThrow(
    "internal error in the toy plugin: it was called before it was configured",
  );
  await fresh.stop();
});

test("several providers in one process keep their configurations apart", async () => {
  const second = await startProvider(toyProvider);
  const elsewhere = join(folder, "second.json");
  await second.configure({ file: elsewhere, key: secret("hunter22") });
  await provider.create(THING, { name: "here" });
  await second.create(THING, { name: "there" });
  expect(Object.keys(readWorld(file))).toEqual(["here"]);
  expect(Object.keys(readWorld(elsewhere))).toEqual(["there"]);
  // What is secret in the one is just a word in the other.
  await expect(provider.create(THING, { fail: "hunter22" })).rejects.toThrow("hunter22");
  await expect(second.create(THING, { fail: "hunter22" })).rejects.toThrow("[secret]");
  await second.cancel();
  expect((await provider.create(THING, { name: "still" })).id).toBe("still");
  await second.stop();
});
