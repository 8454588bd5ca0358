import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { matrixTables } from "../../../docs/tables/docker-matrix";

describe("docs/docker-matrix.md", () => {
  it("must hold what docs/tables/docker-matrix.ts prints, and no other property", () => {
    const page = readFileSync(join(__dirname, "../../../docs/docker-matrix.md"), "utf8");
    // Prettier pads the columns.
    const rows = (text: string) =>
      text
        .split("\n")
        .filter((line) => line.startsWith("| `") || line.startsWith("## docker."))
        .map((line) => line.replace(/ +/g, " "));
    expect(rows(page)).toEqual(rows(matrixTables()));
  });
});
