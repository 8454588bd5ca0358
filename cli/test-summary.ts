/** How many tests ended how. */
export interface Summary {
  passed: number;
  failed: number;
  skipped: number;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
}

/**
 * Counts a run of vitest by its JSON report. A run that ended badly without a failed test (a file
 * that doesn't load, an error outside of any test, a crash with no report) counts as one failure.
 */
export function summarize(report: string | undefined, exitCode: number): Summary {
  const parsed = report === undefined ? undefined : (JSON.parse(report) as VitestReport);
  const failed = parsed?.numFailedTests ?? 0;
  return {
    passed: parsed?.numPassedTests ?? 0,
    failed: failed === 0 && (exitCode !== 0 || parsed === undefined) ? 1 : failed,
    skipped: (parsed?.numPendingTests ?? 0) + (parsed?.numTodoTests ?? 0),
  };
}

export function addUp(summaries: Summary[]): Summary {
  const sum = (key: keyof Summary) => summaries.reduce((total, one) => total + one[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/** The last line of `npm test`. */
export function summaryLine({ passed, failed, skipped }: Summary): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
