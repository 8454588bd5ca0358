import { CHECKS, type Check } from "./checks";

/** Counts what a run has shown. */
class Tally {
  private readonly counts = new Map<Check, number>();
  private readonly untried: string[] = [];
  private readonly shown: string[] = [];
  private readonly unimported: string[] = [];

  passed(check: Check): void {
    this.counts.set(check, (this.counts.get(check) ?? 0) + 1);
  }

  notTried(type: string, property: string, reason: string): void {
    this.untried.push(`${type} ${property}: ${reason}`);
  }

  onlyShown(type: string, property: string, reason: string): void {
    this.shown.push(`${type} ${property}: ${reason}`);
  }

  notImported(type: string, property: string, reason: string): void {
    this.unimported.push(`${type} ${property}: ${reason}`);
  }

  /** The counts as a table of docs/docker-matrix.md. */
  table(): string[] {
    const total = [...this.counts.values()].reduce((sum, each) => sum + each, 0);
    const rows: [string, number][] = [
      ...Object.entries(CHECKS).map(([check, words]): [string, number] => [
        words,
        this.counts.get(check as Check) ?? 0,
      ]),
      ["passed in all", total],
      ["properties whose change is only shown, not made", this.shown.length],
      ["properties not tried", this.untried.length],
    ];
    return ["| Check | Count |", "| --- | --- |", ...rows.map(([a, b]) => `| ${a} | ${b} |`)];
  }

  print(): void {
    const reasons = [
      ...this.shown.map((each) => `only shown: ${each}`),
      ...this.unimported.map((each) => `not imported: ${each}`),
      ...this.untried.map((each) => `not tried: ${each}`),
    ];
    process.stdout.write(`docker-matrix\n${[...this.table(), ...reasons].join("\n")}\n`);
  }
}

export const tally = new Tally();
