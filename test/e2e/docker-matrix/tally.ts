import { CHECKS, type Check } from "./run-trial";

/** Counts what a run has shown. */
class Tally {
  private readonly counts = new Map<Check, number>();
  private readonly untried: string[] = [];
  private readonly shown: string[] = [];

  passed(check: Check): void {
    this.counts.set(check, (this.counts.get(check) ?? 0) + 1);
  }

  notTried(type: string, property: string, reason: string): void {
    this.untried.push(`${type} ${property}: ${reason}`);
  }

  onlyShown(type: string, property: string, reason: string): void {
    this.shown.push(`${type} ${property}: ${reason}`);
  }

  print(): void {
    const total = [...this.counts.values()].reduce((sum, each) => sum + each, 0);
    const lines = [
      `docker-matrix: ${total} checks passed`,
      ...Object.entries(CHECKS).map(
        ([check, words]) => `  ${this.counts.get(check as Check) ?? 0} × ${words}`,
      ),
      `only shown, not made: ${this.shown.length} properties`,
      ...this.shown.map((each) => `  ${each}`),
      `not tried here: ${this.untried.length} properties`,
      ...this.untried.map((each) => `  ${each}`),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
}

export const tally = new Tally();
