import { spawn } from "node:child_process";
import type { SshOutcome } from "./ssh-failure";

/** Characters of ssh's standard error that are looked at. */
const KEPT_TEXT = 8192;

/**
 * Runs ssh until it ends or until nobody holds the other end of standard input any more. So ssh ends with the plugin,
 * also where that is killed, and its folder with it. Arguments: the folder, then the command.
 */
const GUARD = `
folder=$1; shift
exec 3<&0
"$@" 3<&- </dev/null & ssh=$!
{ read -r _ <&3; kill "$ssh"; } 2>/dev/null & watch=$!
exec 3<&-
wait "$ssh"; code=$?
kill "$watch" 2>/dev/null
rm -rf -- "$folder"
exit "$code"
`;

/** A running ssh. */
export interface SshProcess {
  /** What it has said so far, and its exit code once it has ended. */
  readonly outcome: Readonly<SshOutcome>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  end(): void;
}

/** @param folder removed when ssh has ended. */
export function startSsh(args: readonly string[], folder: string): SshProcess {
  // In a process group of its own: what kills the plugin's group must leave the guard time to clean up.
  const guard = spawn("sh", ["-c", GUARD, "sh", folder, "ssh", ...args], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
    env: { ...process.env, LC_ALL: "C" },
  });
  const outcome: SshOutcome = { text: "" };
  guard.stderr.setEncoding("utf8").on("data", (text: string) => {
    outcome.text = (outcome.text + text).slice(-KEPT_TEXT);
  });
  guard.stdin.on("error", () => undefined); // It has ended already; `ended` says so.
  const ended = new Promise<void>((resolve) => {
    guard.once("error", () => {
      outcome.exitCode = 127;
      resolve();
    });
    // Not "close": a ProxyCommand may hold standard error a little longer.
    guard.once("exit", (code) =>
      setTimeout(() => {
        outcome.exitCode = code ?? 255;
        resolve();
      }, 20),
    );
  });
  guard.unref();
  (guard.stdin as unknown as { unref(): void }).unref();
  (guard.stderr as unknown as { unref(): void }).unref();
  return { outcome, ended, end: () => guard.stdin.destroy() };
}
