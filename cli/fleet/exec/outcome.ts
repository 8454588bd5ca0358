import { EXIT } from "../../slipway/exit-codes";
import { textTable } from "../text-table";

export type Status =
  | "ok"
  /** It ended with another code than 0. */
  | "failed"
  /** The time was over. */
  | "timed-out"
  /** It could not be started: no such user, a container that doesn't run, an image that can't be pulled. */
  | "refused"
  /** The host can't be reached, or was lost meanwhile. */
  | "unreachable"
  /** Ctrl-C. */
  | "interrupted"
  /** Too much had failed before, or Ctrl-C. */
  | "not-run";

/** What became of a command on one host, or in one container. */
export interface Outcome {
  readonly host: string;
  readonly workload?: string | undefined;
  readonly container?: string | undefined;
  readonly status: Status;
  readonly exitCode?: number | undefined;
  readonly durationSeconds?: number | undefined;
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  /** The outputs were longer; these are their ends. */
  readonly truncated?: boolean | undefined;
  /** Why there was no command, in a sentence. */
  readonly error?: string | undefined;
}

export function exitCodeOf(outcomes: readonly Outcome[]): number {
  const has = (status: Status) => outcomes.some((each) => each.status === status);
  if (has("interrupted")) return EXIT.interrupted;
  if (has("unreachable")) return EXIT.unreachable;
  return outcomes.every(({ status }) => status === "ok") ? EXIT.ok : EXIT.failed;
}

const HEADING = ["HOST", "CONTAINER", "STATUS", "CODE", "SECONDS", "WHY"];

/** One row for each, and a line that counts them. */
export function summaryTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ host, container, status, exitCode, durationSeconds, error }) => [
    host,
    container ?? "",
    status,
    exitCode === undefined ? "" : String(exitCode),
    durationSeconds === undefined ? "" : durationSeconds.toFixed(2),
    error ?? "",
  ]);
  return `${textTable(HEADING, rows)}${counted(outcomes)}\n`;
}

function counted(outcomes: readonly Outcome[]): string {
  const counts = new Map<Status, number>();
  for (const { status } of outcomes) counts.set(status, (counts.get(status) ?? 0) + 1);
  const ok = `${counts.get("ok") ?? 0} of ${outcomes.length} ok`;
  counts.delete("ok");
  return [ok, ...[...counts].map(([status, count]) => `${count} ${status}`)].join(", ");
}

/** docs/fleet-commands.md describes it. */
export function asJson(
  stack: string,
  command: readonly string[],
  outcomes: readonly Outcome[],
): string {
  const document = { stack, command, exitCode: exitCodeOf(outcomes), results: outcomes };
  return `${JSON.stringify(document, null, 2)}\n`;
}
