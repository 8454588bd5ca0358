/** Durations as Docker and Go write them: `10s`, `1m30s`, `500ms`. */

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Nanoseconds of a duration such as `1m30s`; undefined where the text is not one. `0` needs no unit. */
export function parseDockerDuration(text: string): number | undefined {
  if (text === "0") return 0;
  PART.lastIndex = 0;
  let total = 0;
  let end = 0;
  for (let part = PART.exec(text); part !== null; part = PART.exec(text)) {
    total += Number(part[1]) * (NANOSECONDS[part[2] ?? ""] ?? NaN);
    end = PART.lastIndex;
  }
  return end > 0 && end === text.length ? Math.round(total) : undefined;
}

/** A duration as Go prints it, which is how the official plugin keeps it in state: `1m30s`, `1h0m0s`, `500ms`. */
export function formatDockerDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${nanoseconds / 1e3}µs`;
  if (nanoseconds < 1e9) return `${nanoseconds / 1e6}ms`;
  const hours = Math.floor(nanoseconds / 3600e9);
  const minutes = Math.floor((nanoseconds - hours * 3600e9) / 60e9);
  const seconds = Number(((nanoseconds - hours * 3600e9 - minutes * 60e9) / 1e9).toFixed(9));
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
