/** Whose log it is. */
export interface LogSource {
  readonly host: string;
  readonly workload: string;
  /** Its name in Docker. */
  readonly container: string;
}

export interface LogLine {
  readonly source: LogSource;
  /** `2026-01-31T12:00:00.123456789Z`: of one form, so that texts sort as times do. */
  readonly time: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/** Takes the time off a line that the engine has stamped. */
export function stamped(line: string): { time: string; text: string } {
  const at = line.indexOf(" ");
  return at < 0 ? { time: line, text: "" } : { time: line.slice(0, at), text: line.slice(at + 1) };
}

/** The engine's `since` that leaves out nothing of what was written at `time` or later. */
export function sinceTime(time: string): string {
  const [whole = "", fraction = "0"] = time.replace(/Z$/, "").split(".");
  return `${Date.parse(`${whole}Z`) / 1000}.${fraction}`;
}
