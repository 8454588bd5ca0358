import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { conformanceTables } from "../../../docs/tables/compose-conformance";

describe("docs/compose-conformance.md", () => {
  it("must hold what docs/tables/compose-conformance.ts prints", () => {
    const page = readFileSync(join(__dirname, "../../../docs/compose-conformance.md"), "utf8");
    // Prettier pads the columns.
    const rows = (text: string) =>
      text
        .split("\n")
        .filter((line) => line.startsWith("| `"))
        .map((line) => line.replace(/ +/g, " "));
    expect(rows(page)).toEqual(rows(conformanceTables()));
  });
});
