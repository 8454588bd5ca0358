import { expect, test } from "vitest";
import { addUp, summarize, summaryLine } from "../../../cli/test-summary";

const report = (passed: number, failed: number, pending = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: 0,
  });

test("runs must be added up into the last line", () => {
  const runs = [summarize(report(10, 0), 0), summarize(report(5, 2, 1), 1)];
  expect(summaryLine(addUp(runs))).toBe("15 passed, 2 failed, 1 skipped");
  expect(summaryLine(summarize(report(3, 0), 0))).toBe("3 passed, 0 failed");
});

test("a run without a report must count as a failure, whatever its exit code", () => {
  expect(summarize(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(summarize(undefined, 139)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a run that ended badly without a failed test must count as a failure", () => {
  expect(summarize(report(4, 0), 1)).toEqual({ passed: 4, failed: 1, skipped: 0 });
});
