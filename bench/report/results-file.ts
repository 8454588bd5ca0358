import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { markdownTable } from "./table";
import type { Report } from "./report";

const START = "<!-- table: written by `npm run bench -- --write` -->";
const END = "<!-- end of table -->";

/** The generated part of bench/RESULTS.md. */
export function resultsSection(report: Report, machine: string, date: string): string {
  const [one, five, fifteen] = report.load.average;
  const tools = Object.entries(report.tools).map(([peer, tool]) => `- \`${peer}\`: ${tool}`);
  return [
    `${date}. W(${report.n}), medians of ${report.runs} rounds with the peers interleaved. Load average before: ` +
      `${one}, ${five}, ${fifteen}.`,
    "",
    `Machine: ${machine}. CPU counted by ${report.meter ?? "nothing"}.`,
    "",
    markdownTable(report),
    "",
    ...tools,
    ...(report.errors.length > 0 ? ["", "Errors:", "", ...report.errors.map(firstLine)] : []),
  ].join("\n");
}

/** Without the home folder of whoever ran it. */
const firstLine = (error: string): string =>
  `- ${(error.split("\n")[0] ?? "").replaceAll(homedir(), "~")}`;

/** `text` with its generated part replaced; what people wrote around it stays. */
export function withSection(text: string, section: string): string {
  const start = text.indexOf(START);
  const end = text.indexOf(END);
  if (start < 0 || end < start)
    throw new Error(
      `bench/RESULTS.md: expected the lines "${START}" and "${END}", found no such pair`,
    );
  return `${text.slice(0, start + START.length)}\n\n${section}\n\n${text.slice(end)}`;
}

/** Replaces the table in the results file. */
export function writeResults(file: string, report: Report, machine: string): void {
  const before = existsSync(file) ? readFileSync(file, "utf8") : `${START}\n${END}\n`;
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, withSection(before, resultsSection(report, machine, date)));
}
