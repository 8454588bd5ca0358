import { describe, expect, it } from "vitest";
import { exitCodeOf, summaryTable, type Status } from "../../../../cli/fleet/exec/outcome";

const outcomes = (...statuses: Status[]) => statuses.map((status) => ({ host: "a", status }));

describe("exitCodeOf", () => {
  it.each<[number, Status[]]>([
    [0, ["ok", "ok"]],
    [1, ["ok", "failed"]],
    [1, ["ok", "timed-out"]],
    [1, ["refused", "ok"]],
    [1, ["failed", "not-run"]],
    [3, ["ok", "unreachable", "failed"]],
    [130, ["interrupted", "unreachable", "not-run"]],
  ])("must be %i for %j", (code, statuses) => {
    expect(exitCodeOf(outcomes(...statuses))).toBe(code);
  });
});

describe("summaryTable", () => {
  it("must have a row for each, and count them", () => {
    const table = summaryTable([
      { host: "web-1", container: "web-0", status: "ok", exitCode: 0, durationSeconds: 0.123 },
      { host: "web-2", container: "web-1", status: "failed", exitCode: 3, durationSeconds: 12 },
      { host: "web-3", status: "unreachable", error: "it doesn't answer" },
    ]);
    expect(table).toBe(
      [
        "HOST   CONTAINER  STATUS       CODE  SECONDS  WHY",
        "web-1  web-0      ok           0     0.12",
        "web-2  web-1      failed       3     12.00",
        "web-3             unreachable                 it doesn't answer",
        "1 of 3 ok, 1 failed, 1 unreachable",
        "",
      ].join("\n"),
    );
  });
});
