import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { ConfigureRequest, InvokeRequest } from "@pulumi/pulumi/proto/provider_pb";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { fakeEngine, type FakeEngine } from "../../support/fake-engine";
import { bundle } from "./fixtures/bundle";

let folder: string;
let script: string;
let engine: FakeEngine;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-plugin-"));
  script = join(folder, "plugin.js");
  await bundle("fragile-plugin.ts", script);
  engine = await fakeEngine();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

/** Starts the plugin as the engine does, and waits for the port on its first line. */
async function start(): Promise<{ child: ChildProcess; port: number; output: () => string }> {
  const args = [script, "--logtostderr", "-v=9", engine.address];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  expect(line).toMatch(/^\d+$/);
  return { child, port: Number(line), output: () => text };
}

function client(port: number): ResourceProviderClient {
  return new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
}

function configure(provider: ResourceProviderClient): Promise<void> {
  return new Promise((resolve, reject) => {
    provider.configure(new ConfigureRequest(), (error) => (error ? reject(error) : resolve()));
  });
}

function invoke(provider: ResourceProviderClient, token: string): Promise<string> {
  return new Promise((resolve) => {
    provider.invoke(new InvokeRequest().setTok(token), (error) => resolve(error?.details ?? "ok"));
  });
}

test("a plugin prints its port, answers, and closes what it opened on SIGTERM", async () => {
  const { child, port, output } = await start();
  const provider = client(port);
  await configure(provider);
  expect(await invoke(provider, "fragile:index:ping")).toBe("ok");
  child.kill("SIGTERM");
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(0);
  expect(output()).toBe(`${port}\nclosed\n`);
  provider.close();
});

test("an error outside of any call ends the pending calls, not the plugin", async () => {
  const { port } = await start();
  const provider = client(port);
  await configure(provider);
  expect(await invoke(provider, "fragile:index:break")).toBe(
    "internal error in the fragile plugin: thrown by a timer",
  );
  expect(await invoke(provider, "fragile:index:ping")).toBe("ok");
  expect(engine.lines.map(({ message }) => message)).toContain(
    "internal error in the fragile plugin: thrown by a timer",
  );
  provider.close();
});

test("a plugin ends when the process that started it is gone", async () => {
  // A shell in between plays the engine; it is killed as an engine would be, without a word.
  const shell = spawn("sh", ["-c", `"${process.execPath}" "${script}" & echo "pid $!"; wait`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(shell);
  const lines = createInterface(shell.stdout);
  let pid = 0;
  for await (const line of lines) {
    if (line.startsWith("pid ")) pid = Number(line.slice(4));
    else break; // the port: it is up
  }
  expect(pid).toBeGreaterThan(0);
  shell.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 8000, interval: 100 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
