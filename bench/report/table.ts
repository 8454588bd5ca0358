import { PHASES } from "../peers/peer";
import type { PhaseResult, Report } from "./report";

const WIDTHS = [10, 8, 10, 17, 9, 10, 9] as const;
const HEAD = ["peer", "phase", "wall s", "wall s min–max", "CPU s", "peak MiB", "us/them"] as const;

/** One row per peer and phase, its cells as text. */
function rows(report: Report): string[][] {
  return Object.entries(report.results).flatMap(([peer, phases]) =>
    PHASES.flatMap((phase) => {
      const result: PhaseResult | undefined = phases[phase];
      if (result === undefined) return [];
      const ratio = report.ratios[peer]?.[phase];
      return [
        [
          peer,
          phase,
          result.wallSeconds.toFixed(2),
          `${result.wallMinSeconds.toFixed(2)}–${result.wallMaxSeconds.toFixed(2)}`,
          result.cpuSeconds.toFixed(2),
          result.peakRssMib.toFixed(0),
          ratio === undefined ? "" : ratio.toFixed(2),
        ],
      ];
    }),
  );
}

/** The report as a table for a terminal. */
export function textTable(report: Report): string {
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(WIDTHS[i] ?? 0) : cell.padStart(WIDTHS[i] ?? 0)))
      .join(" ")
      .trimEnd();
  const [one, five, fifteen] = report.load.average;
  return [
    `W(${report.n}), medians of ${report.runs}; load average before: ${one} ${five} ${fifteen} on ${report.load.cpus} CPUs`,
    line(HEAD),
    ...rows(report).map(line),
  ].join("\n");
}

/** The report as a Markdown table, padded as prettier would. */
export function markdownTable(report: Report): string {
  const body = rows(report);
  const widths = HEAD.map((head, i) =>
    Math.max(3, ...[head, ...body.map((row) => row[i] ?? "")].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(HEAD), line(rule), ...body.map(line)].join("\n");
}
