import { execFile } from "node:child_process";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { healthTest, portNumber } from "../../../model/health-command";

const run = promisify(execFile);

describe("portNumber", () => {
  const ports = [
    { name: "dns", port: 53, protocol: "udp" as const },
    { name: "http", port: 80 },
  ];
  it("takes a number, a name, or the first TCP port", () => {
    expect(portNumber(99, ports)).toBe(99);
    expect(portNumber("dns", ports)).toBe(53);
    expect(portNumber(undefined, ports)).toBe(80);
    expect(portNumber("web", ports)).toBeUndefined();
    expect(portNumber(undefined, [])).toBeUndefined();
  });
});

describe("healthTest", () => {
  let server: http.Server;
  let port: number;
  const seen: (string | undefined)[] = [];
  beforeAll(async () => {
    server = http.createServer((request, response) => {
      seen.push(request.url);
      const status = Number(/^\/s(\d+)/.exec(request.url ?? "")?.[1] ?? 200);
      response.writeHead(status).end("body");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());

  /** Exit code and message of the check, run by the shell as Docker would. */
  async function tried(path: string, at = port): Promise<{ code: number; stderr: string }> {
    const [, script] = healthTest({ http: { path, port: at } }, []);
    try {
      const { stderr } = await run("/bin/sh", ["-c", script!]);
      return { code: 0, stderr };
    } catch (error) {
      return error as { code: number; stderr: string };
    }
  }

  it("gives a command as it is", () => {
    expect(healthTest({ command: ["pg_isready", "-q"] }, [])).toEqual(["CMD", "pg_isready", "-q"]);
  });

  it.each([200, 204, 302, 399])("takes %i for healthy", async (status) => {
    expect((await tried(`/s${status}`)).code).toBe(0);
  });

  it.each([400, 404, 500, 503])("takes %i for unhealthy and says so", async (status) => {
    const { code, stderr } = await tried(`/s${status}`);
    expect(code).not.toBe(0);
    expect(stderr).toContain(String(status));
  });

  it("asks for the path as it is written", async () => {
    await tried("/a/b%20c?x=(1)&y=*~!@");
    expect(seen.at(-1)).toBe("/a/b%20c?x=(1)&y=*~!@");
  });

  it("is unhealthy where nothing listens", async () => {
    expect((await tried("/", 1)).code).not.toBe(0);
  });

  it("tells open from closed by tcp", async () => {
    const script = (at: number) => healthTest({ tcp: { port: at } }, [])[1]!;
    await expect(run("/bin/sh", ["-c", script(port)])).resolves.toBeDefined();
    await expect(run("/bin/sh", ["-c", script(1)])).rejects.toBeDefined();
  });

  it("says what is missing where the image has no tool", async () => {
    const [, script] = healthTest({ http: { port } }, []);
    await expect(
      run("/bin/sh", ["-c", script!], { env: { PATH: "/nonexistent" } }),
    ).rejects.toMatchObject({
      code: 1,
      stderr: "the image has none of bash, curl and wget: give health.command\n",
    });
  });
});
