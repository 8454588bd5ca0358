import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PAGE = join(__dirname, "../../../docs/docker-matrix.md");
const BEGIN = "<!-- numbers: written by the run -->";
const END = "<!-- /numbers -->";

/** The numbers that docs/docker-matrix.md has, without the engine that they were counted on. */
export function numbersOfPage(): string[] {
  return parts()[1]
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map(narrow);
}

/** A row without the padding that prettier gives it. */
export function narrow(row: string): string {
  return row.replace(/-+/g, "---").replace(/ +/g, " ");
}

/** @param engine what they were counted on. */
export function writeNumbers(rows: readonly string[], engine: string): void {
  const [before, , after] = parts();
  const numbers = ["", "", `Counted on ${engine}.`, "", ...rows, "", ""].join("\n");
  writeFileSync(PAGE, `${before}${BEGIN}${numbers}${END}${after}`);
}

function parts(): [string, string, string] {
  const page = readFileSync(PAGE, "utf8");
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < 0) throw new Error(`${PAGE} has no place for the numbers`);
  return [
    page.slice(0, begin),
    page.slice(begin + BEGIN.length, end),
    page.slice(end + END.length),
  ];
}
