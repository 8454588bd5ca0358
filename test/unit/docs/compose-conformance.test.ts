import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { conformanceTables } from "../../../docs/tables/compose-conformance";
import { tableRows } from "./table-rows";

describe("docs/compose-conformance.md", () => {
  it("must hold what docs/tables/compose-conformance.ts prints", () => {
    const page = readFileSync(join(__dirname, "../../../docs/compose-conformance.md"), "utf8");
    expect(tableRows(page)).toEqual(tableRows(conformanceTables()));
  });
});
