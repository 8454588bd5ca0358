import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { matrixTables } from "../../../docs/tables/docker-matrix";
import { tableRows } from "./table-rows";

describe("docs/docker-matrix.md", () => {
  it("must hold what docs/tables/docker-matrix.ts prints, and no other property", () => {
    const page = readFileSync(join(__dirname, "../../../docs/docker-matrix.md"), "utf8");
    expect(tableRows(page, "## docker.")).toEqual(tableRows(matrixTables(), "## docker."));
  });
});
