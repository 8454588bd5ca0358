import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  UNKNOWN,
  secret,
  startProvider,
  urnOf,
  type ProviderHarness,
} from "../../support/provider-harness";
import { THING, readWorld, toyProvider, writeWorld } from "./fixtures/toy-provider";

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
