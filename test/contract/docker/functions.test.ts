import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { CONTAINER, DockerStack, NETWORK } from "./docker-stack";

let stack: DockerStack;
let base: string;

beforeAll(async () => {
  base = await ensureBusyboxImage();
  stack = await DockerStack.start();
}, 120_000);
afterAll(() => stack.stop(), 60_000);

const invoke = (name: string, args: object) =>
  stack.plugin.invoke(`docker:index/${name}:${name}`, { ...args });

describe("docker.getNetwork", () => {
  it("must tell what Docker knows of a network, and who is in it", async () => {
    const network = await stack.create(NETWORK, "net", {
      ipamConfigs: [{ subnet: "10.213.8.0/24", gateway: "10.213.8.1" }],
      options: { "com.docker.network.bridge.enable_icc": "true" },
    });
    const name = String(network.inputs["name"]);
    const guest = await stack.create(CONTAINER, "guest", {
      image: base,
      command: ["sleep", "60"],
      networksAdvanced: [{ name, ipv4Address: "10.213.8.7" }],
      destroyGraceSeconds: 0,
    });
    const seen = (await stack.docker.getNetwork(name).inspect()) as {
      Containers: Record<string, { EndpointID: string; MacAddress: string }>;
    };
    expect(await invoke("getNetwork", { name })).toEqual({
      id: network.id,
      name,
      driver: "bridge",
      internal: false,
      scope: "local",
      options: { "com.docker.network.bridge.enable_icc": "true" },
      ipamConfigs: [{ subnet: "10.213.8.0/24", gateway: "10.213.8.1" }],
      containers: [
        {
          containerId: guest.id,
          name: guest.state["name"],
          endpointId: seen.Containers[guest.id]!.EndpointID,
          macAddress: seen.Containers[guest.id]!.MacAddress,
          ipv4Address: "10.213.8.7/24",
          ipv6Address: "",
        },
      ],
    });
    await stack.delete(guest);
    await stack.delete(network);
    await expect(invoke("getNetwork", { name })).rejects.toThrow(
      `there is no network ${name} on unix:///`,
    );
  }, 60_000);
});

describe("docker.getRemoteImage", () => {
  it("must tell the id of an image that the engine has, and say where it has none", async () => {
    const { Id } = await stack.docker.getImage(base).inspect();
    expect(await invoke("getRemoteImage", { name: base })).toEqual({
      id: Id,
      name: base,
      repoDigest: "",
    });
    await expect(invoke("getRemoteImage", { name: "nowhere:1" })).rejects.toThrow(
      /there is no image nowhere:1 on unix:.*pull it with docker\.RemoteImage/,
    );
  });
});

describe("docker.getLogs", () => {
  async function writer(name: string, more: object = {}) {
    const made = await stack.create(CONTAINER, name, {
      image: base,
      command: ["sh", "-c", "echo one; echo two >&2; echo three"],
      attach: true,
      mustRun: false,
      ...more,
    });
    return String(made.state["name"]);
  }

  it("must give the lines, and honour each of its options", async () => {
    const name = await writer("writer");
    const lines = async (args: object) =>
      (await invoke("getLogs", { name, ...args }))["logsListStrings"] as string[];
    expect((await invoke("getLogs", { name })) as object).toEqual({
      id: name,
      name,
      details: false,
      discardHeaders: true,
      follow: false,
      logsListStringEnabled: true,
      logsListStrings: expect.arrayContaining(["one", "two", "three"]),
      showStderr: true,
      showStdout: true,
      since: "",
      tail: "",
      timestamps: false,
      until: "",
    });
    expect(await lines({ showStderr: false })).toEqual(["one", "three"]);
    expect(await lines({ showStdout: false })).toEqual(["two"]);
    expect(await lines({ tail: "1" })).toHaveLength(1);
    expect(await lines({ showStderr: false, follow: true })).toEqual(["one", "three"]);
    expect(await lines({ logsListStringEnabled: false })).toEqual([]);
    expect(await lines({ until: "1000" })).toEqual([]);
    expect(await lines({ since: "1h", showStderr: false })).toEqual(["one", "three"]);
    expect(await lines({ since: "2200-01-01T00:00:00Z" })).toEqual([]);
    for (const line of await lines({ timestamps: true }))
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (one|two|three)$/);
    const framed = await lines({ discardHeaders: false, showStderr: false });
    expect(framed[0]).toMatch(/^\u0001\0\0\0.{4}one$/s);
  }, 60_000);

  it("must give the lines of a container with a terminal", async () => {
    const name = await writer("terminal", { tty: true });
    const found = await invoke("getLogs", { name });
    expect(found["logsListStrings"]).toEqual(["one", "two", "three"]);
  }, 60_000);

  it("must say what is wrong with its arguments, and that there is no such container", async () => {
    await expect(invoke("getLogs", { name: "x", since: "yesterday", tail: "few" })).rejects.toThrow(
      /since: expected a time such as.*tail: expected a number of lines/,
    );
    await expect(invoke("getLogs", { name: stack.named("none") })).rejects.toThrow(
      `there is no container ${stack.named("none")} on unix:///`,
    );
  });
});

describe("docker.getPlugin", () => {
  it("must find a plugin by its alias and by its id", async () => {
    const alias = stack.named("plugin");
    const folder = mkdtempSync(join(tmpdir(), "slipway-ct-plugin-"));
    const docker = (...args: string[]) =>
      execFileSync("docker", ["plugin", ...args], { encoding: "utf8" }).trim();
    mkdirSync(join(folder, "rootfs"));
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify({
        description: "for a test",
        entrypoint: ["/none"],
        interface: { types: ["docker.volumedriver/1.0"], socket: "none.sock" },
        env: [{ name: "DEBUG", value: "0", settable: ["value"] }],
      }),
    );
    try {
      docker("create", alias, folder);
      const id = docker("inspect", "--format", "{{.Id}}", alias);
      const byAlias = await invoke("getPlugin", { alias });
      expect(byAlias).toEqual({
        id,
        name: `${alias}:latest`,
        alias: `${alias}:latest`,
        enabled: false,
        envs: ["DEBUG=0"],
        grantAllPermissions: false,
        pluginReference: `${alias}:latest`,
      });
      expect(await invoke("getPlugin", { id, alias: "ignored" })).toEqual(byAlias);
    } finally {
      docker("rm", "--force", alias);
      rmSync(folder, { recursive: true });
    }
    await expect(invoke("getPlugin", { alias })).rejects.toThrow(
      `there is no plugin ${alias}:latest on unix:///`,
    );
    await expect(invoke("getPlugin", {})).rejects.toThrow("either `id` or `alias` is needed");
  }, 60_000);
});
