/** How much of a log a failure shows. */
export const LOG_LINES = 10;
const LOG_BYTES = 4096;

/** The last lines of a log, as they stand in the message of a failure. */
export function logTail(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .slice(-LOG_LINES)
    .map((line) => `  ${line.trimEnd()}`)
    .join("\n")
    .slice(-LOG_BYTES)
    .trimEnd();
}
