import { homedir } from "node:os";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { makeReport, type Sample } from "../../../bench/report/report";
import { resultsSection, withSection } from "../../../bench/report/results-file";
import { median, round } from "../../../bench/report/statistics";
import { textTable } from "../../../bench/report/table";
import type { Phase } from "../../../bench/peers/peer";

const sample = (peer: string, phase: Phase, wallSeconds: number): Sample => ({
  peer,
  phase,
  wallSeconds,
  cpuSeconds: wallSeconds / 2,
  peakRssMib: 50 + wallSeconds,
  meter: "cgroup",
  run: 1,
  engineCpuSeconds: undefined,
});

const report = makeReport(
  {
    n: 50,
    load: { average: [0.1, 0.2, 0.3], cpus: 2 },
    runs: 3,
    tools: { slipway: "us", compose: "them", salt: "never ended well" },
    errors: [
      "salt, round 1: wrong after create: expected 50 containers, got 49\nlast lines",
      `salt, round 2: \`${homedir()}/bin/salt\` ended with 1.`,
    ],
  },
  [
    sample("slipway", "create", 9),
    sample("slipway", "create", 3),
    sample("slipway", "create", 6),
    sample("compose", "create", 4),
    sample("compose", "create", 8),
    sample("compose", "noop", 0.1),
  ],
);

describe("median", () => {
  it("must be the middle value, or the mean of the middle two", () => {
    expect(median([9, 3, 6])).toBe(6);
    expect(median([10, 9, 1, 2])).toBe(5.5);
    expect(() => median([])).toThrow(/at least one/);
  });
  it("must round to significant digits", () => {
    expect(round(0.0123456)).toBe(0.01235);
    expect(round(12345.6)).toBe(12350);
  });
});

describe("makeReport", () => {
  it("must give medians, the spread and how many rounds counted", () => {
    expect(report.results.slipway?.create).toEqual({
      wallSeconds: 6,
      cpuSeconds: 3,
      peakRssMib: 56,
      wallMinSeconds: 3,
      wallMaxSeconds: 9,
      samples: 3,
    });
  });

  it("must give our wall time over theirs, only where both have one", () => {
    expect(report.ratios).toEqual({ compose: { create: 1 }, salt: {} });
  });

  it("must not invent numbers for a peer that failed", () => {
    expect(report.results.salt).toEqual({});
  });
});

describe("tables", () => {
  it("must show each measured phase on a line", () => {
    expect(textTable(report).split("\n")).toEqual([
      "W(50), medians of 3; load average before: 0.1 0.2 0.3 on 2 CPUs",
      "peer       phase        wall s    wall s min–max     CPU s   peak MiB   us/them",
      "slipway    create         6.00         3.00–9.00      3.00         56",
      "compose    create         6.00         4.00–8.00      3.00         56      1.00",
      "compose    noop           0.10         0.10–0.10      0.05         50",
    ]);
  });

  it("must keep what people wrote around the table in RESULTS.md", () => {
    const start = "<!-- table: written by `npm run bench -- --write` -->";
    const end = "<!-- end of table -->";
    const section = resultsSection(report, "2 CPUs", "2030-01-02");
    const text = withSection(`before\n${start}\nold\n${end}\nafter\n`, section);
    expect(text).toContain(`before\n${start}\n\n2030-01-02. W(50), medians of 3 rounds`);
    expect(text).toMatch(/\| compose +\| create +\| +6\.00 \|/);
    expect(text).toContain("- salt, round 1: wrong after create: expected 50 containers, got 49\n");
    expect(text).toContain("- salt, round 2: `~/bin/salt` ended with 1.\n");
    expect(text).not.toContain("old");
    expect(text.endsWith(`${end}\nafter\n`)).toBe(true);
    expect(withSection(text, section)).toBe(text);
  });

  it("must write Markdown that is formatted already", async () => {
    const text = `# Results\n\n${resultsSection(report, "2 CPUs", "2030-01-02")}\n`;
    expect(await format(text, { parser: "markdown", printWidth: 100 })).toBe(text);
  });

  it("must refuse a results file without the marks", () => {
    expect(() => withSection("something else", "x")).toThrow(/RESULTS\.md: expected the lines/);
  });
});
