import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { containerProperties } from "../../../docs/tables/container-properties";
import { tableRows } from "./table-rows";

describe("docs/docker-plugin.md", () => {
  it("must hold what docs/tables/container-properties.ts prints, and no other property", () => {
    const page = readFileSync(join(__dirname, "../../../docs/docker-plugin.md"), "utf8");
    const section = page.split("### What a change does")[1]?.split("\n## ")[0] ?? "";
    expect(tableRows(section)).toEqual(tableRows(containerProperties()));
  });
});
