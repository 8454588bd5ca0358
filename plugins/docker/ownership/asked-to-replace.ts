/** URNs, or patterns of them, that the command line names after `--replace`: one a line. The CLI's wrapper sets it. */
export const REPLACE_VARIABLE = "SLIPWAY_REPLACE";

/**
 * True where the user asked for a new one though nothing has changed. The engine then hides the old inputs from Check, so
 * that what is live looks like something that an interrupted run left.
 */
export function askedToReplace(urn: string, env: NodeJS.ProcessEnv = process.env): boolean {
  const patterns = (env[REPLACE_VARIABLE] ?? "").split("\n").filter((line) => line !== "");
  return patterns.some((pattern) => matcher(pattern).test(urn));
}

/** As Pulumi has it: `*` is anything within a part of the URN, `**` anything at all. */
function matcher(pattern: string): RegExp {
  const parts = pattern
    .split(/(\*\*|\*)/)
    .map((part) =>
      part === "**" ? ".*" : part === "*" ? "[^:]*" : part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"),
    );
  return new RegExp(`^${parts.join("")}$`);
}
