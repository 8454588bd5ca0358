import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main } from "../../../cli/compose";

let folder: string;
let stdout = "";
let stderr = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-compose-"));
  stdout = stderr = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((stdout += String(text))));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean((stderr += String(text))));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const run = (...args: string[]) => main(["config", ...args], { dependencies: "unchanged" });

const FILE = `
services:
  web: { image: "nginx:\${TAG:-1}", volumes: ["data:/data"] }
  debug: { image: busybox, profiles: [debug] }
volumes: { data: {} }
`;

describe("slipway compose config", () => {
  it("must print the canonical project as JSON or YAML", async () => {
    const path = file("compose.yaml", FILE);
    expect(await run("--file", path, "--project-name", "shop", "--format", "json")).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: "shop",
      services: { web: { image: "nginx:1", networks: { default: null } } },
      volumes: { data: { name: "shop_data" } },
    });
    stdout = "";
    expect(await run("--file", path)).toBe(0);
    expect(stdout).toContain("image: nginx:1\n");
  });

  it("must put later files and env files on top, and turn profiles on", async () => {
    const files = ["--file", file("compose.yaml", FILE)];
    files.push("--file", file("more.yaml", "services: { web: { hostname: h } }"));
    const env = file("other.env", "TAG=2");
    expect(await run(...files, "--env-file", env, "--profile", "debug", "--format", "json")).toBe(
      0,
    );
    expect(JSON.parse(stdout).services).toMatchObject({
      web: { image: "nginx:2", hostname: "h" },
      debug: { image: "busybox" },
    });
  });

  it.each([
    ["--services", "web\n"],
    ["--volumes", "data\n"],
    ["--profiles", "debug\n"],
    ["--images", "nginx:1\n"],
    ["--quiet", ""],
  ])("must print for %s just that", async (option, printed) => {
    expect(await run("--file", file("compose.yaml", FILE), option)).toBe(0);
    expect(stdout).toBe(printed);
  });

  it("must find the file and its override in the project's folder", async () => {
    file("docker-compose.yml", FILE);
    file("compose.override.yaml", "services: { web: { hostname: over } }");
    expect(await run("--project-directory", folder, "--format", "json")).toBe(0);
    expect(JSON.parse(stdout).services.web.hostname).toBe("over");
  });

  it("must refuse a wrong file with one sentence for each mistake", async () => {
    const path = file(
      "bad.yaml",
      "services:\n  web: { image: a, prots: [] }\n  api: { depends_on: [db] }\n",
    );
    expect(await run("--file", path)).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      [
        "slipway: 3 mistakes:",
        `  - ${path}:2: services.web.prots: isn't known; did you mean "ports"?`,
        `  - ${path}:3: services.api: needs an image or a build`,
        `  - ${path}:3: services.api.depends_on.db: names the service "db", which no file defines`,
        "",
      ].join("\n"),
    );
  });
});
