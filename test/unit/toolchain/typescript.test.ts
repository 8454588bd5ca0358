import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const hook = resolve(__dirname, "../../../toolchain/typescript.cjs");
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-typescript-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function runScript(script: string): string {
  return execFileSync(process.execPath, ["--require", hook, "--eval", script], {
    encoding: "utf8",
    cwd: resolve(__dirname, "../../.."),
  });
}

describe("typescript.cjs", () => {
  it("must run TypeScript, imports of other files included, and see a change", () => {
    const entry = join(dir, "entry.ts");
    writeFileSync(join(dir, "other.ts"), "export const two: number = 2;\n");
    writeFileSync(entry, 'import { two } from "./other";\nexport const four = two + two;\n');
    const script = `console.log(require(${JSON.stringify(entry)}).four)`;
    expect(runScript(script)).toBe("4\n");
    expect(runScript(script)).toBe("4\n");
    writeFileSync(join(dir, "other.ts"), "export const two: number = 20;\n");
    expect(runScript(script)).toBe("40\n");
  });

  it("must leave fields that are only declared to the base class", () => {
    const entry = join(dir, "declared.ts");
    const base =
      "class Base { value?: number; constructor() { this.set(); } set() { this.value = 1; } }";
    writeFileSync(entry, `${base}\nexport class Sub extends Base { declare value: number; }\n`);
    expect(runScript(`console.log(new (require(${JSON.stringify(entry)}).Sub)().value)`)).toBe(
      "1\n",
    );
  });

  it("must name lines of the source in the traces of the SDK's runner", () => {
    const entry = join(dir, "throws.ts");
    writeFileSync(
      entry,
      "interface A {\n  a: string;\n}\n\nexport function fail(a?: A): never {\n  throw new Error(String(a));\n}\n",
    );
    const script = `require("source-map-support/register");
      try { require(${JSON.stringify(entry)}).fail() } catch (error) { console.log(error.stack) }`;
    expect(runScript(script)).toContain("throws.ts:6:9");
  });

  it("must read no source maps of packages", () => {
    const script = `require("source-map-support/register");
      const fs = require("node:fs"); const { readFileSync } = fs; const maps = [];
      fs.readFileSync = (file, ...rest) => { if (String(file).endsWith(".map")) maps.push(file); return readFileSync(file, ...rest); };
      const { Resource } = require("@pulumi/pulumi/resource");
      try { Resource.prototype.getProvider.call({}, "a:b:C") } catch (error) { console.log(/resource\\.js:\\d+/.test(error.stack), maps.length) }`;
    expect(runScript(script)).toBe("true 0\n");
  });
});
