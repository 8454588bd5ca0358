/** Rows under a heading, each column as wide as it must be. Columns in which nothing stands are left out. */
export function textTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const columns = heading
    .map((_, index) => index)
    .filter((index) => rows.some((row) => (row[index] ?? "") !== ""));
  const lines = [heading, ...rows].map((row) => columns.map((index) => row[index] ?? ""));
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  return lines
    .map((line) => line.map((cell, at) => cell.padEnd(widths[at]!)).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}
