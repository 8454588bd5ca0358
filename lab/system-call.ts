import { execFileSync } from "node:child_process";

/** Runs a command of this machine to its end, at once; throws with what it said where it fails. */
export function call(command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    throw new Error(`${command} ${args.join(" ")}: ${stderr.trim() || "failed"}`, { cause: error });
  }
}

/** The same for what may have been done already. */
export function callQuietly(command: string, ...args: string[]): void {
  try {
    execFileSync(command, args, { stdio: "ignore" });
  } catch {
    // There was nothing to do.
  }
}
