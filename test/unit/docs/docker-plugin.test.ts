import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { containerProperties } from "../../../docs/tables/container-properties";

describe("docs/docker-plugin.md", () => {
  it("must say of each property of a container what the plugin does (npx tsx docs/tables/container-properties.ts)", () => {
    const text = readFileSync(join(__dirname, "../../../docs/docker-plugin.md"), "utf8");
    // Prettier aligns the columns.
    const plain = text.replace(/ +\|/g, " |").replace(/\|-+/g, "|---").replace(/\| -+ /g, "|---");
    expect(plain).toContain(containerProperties().split("\n").slice(2).join("\n"));
  });
});
