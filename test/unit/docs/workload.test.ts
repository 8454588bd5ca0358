import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workloadChecks } from "../../../model/check-workload";

describe("docs/workload.md", () => {
  const text = readFileSync(join(__dirname, "../../../docs/workload.md"), "utf8");
  const table = text.slice(text.indexOf("## Three engines"), text.indexOf("### Where they differ"));
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));

  it.each(Object.keys(workloadChecks))("maps %s to all three engines", (argument) => {
    const row = rows.find((line) => new RegExp(`^\\| \`${argument}[\`.[]`).test(line));
    expect(row).toBeDefined();
    const cells = row!.split("|").slice(1, -1);
    expect(cells).toHaveLength(4);
    expect(cells.every((cell) => cell.trim() !== "")).toBe(true);
  });
});
