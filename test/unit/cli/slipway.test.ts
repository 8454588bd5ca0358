import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main } from "../../../cli/slipway";

let dir: string;
let out: string;
let err: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-words-"));
  writeFileSync(join(dir, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  const stacks = join(dir, "state/.pulumi/stacks/shop");
  mkdirSync(stacks, { recursive: true });
  for (const stack of ["prod", "staging"])
    writeFileSync(join(stacks, `${stack}.json`), JSON.stringify({ checkpoint: { latest: {} } }));
  vi.stubEnv("PULUMI_BACKEND_URL", `file://${join(dir, "state")}`);
  out = err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

describe("slipway", () => {
  it("must list its words with --help, and end with 2 without any", async () => {
    expect(await main(["--help"])).toBe(0);
    expect(out).toMatch(/^ {2}ps +what runs where/m);
    expect(await main([])).toBe(2);
    expect(err).toContain("Usage: slipway WORD");
  });

  it("must name the words that there are where it doesn't know one", async () => {
    expect(await main(["pss"])).toBe(2);
    expect(err).toMatch(
      /^slipway: there is no word "pss"; there are .*\bps\b.*; did you mean "ps"\?$/m,
    );
  });

  it("must end with 2 at a wrong option, with one sentence", async () => {
    expect(await main(["ps", "--jsno"])).toBe(2);
    expect(err).toMatch(/^slipway ps: unknown option '--jsno'/);
  });

  it("must read compose files as npm run compose does", async () => {
    const file = join(dir, "compose.yaml");
    writeFileSync(file, "services: { web: { image: nginx } }\n");
    expect(await main(["compose", "config", "--services", "--file", file])).toBe(0);
    expect(out).toBe("web\n");
  });

  it("must name the stacks that there are where it doesn't know one", async () => {
    await expect(main(["ps", "--cwd", dir])).rejects.toThrow(
      'there is no stack "dev": there are prod, staging; name one with --stack.',
    );
  });

  it("must find the project from a folder within it, and say where there is none", async () => {
    mkdirSync(join(dir, "deep/down"), { recursive: true });
    await expect(main(["ps", "--stack", "prod", "--cwd", join(dir, "deep/down")])).rejects.toThrow(
      'the stack "prod" has no Docker host in its state',
    );
    await expect(main(["ps", "--cwd", "/"])).rejects.toThrow(
      "there is no Pulumi.yaml in / or above it",
    );
  });
});
