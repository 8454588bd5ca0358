import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Command, CommandResult, CommandWatch } from "../command";
import type { Channel } from "./channel";
import { Collected, type OutputName } from "./collected";
import { MarkedOutput } from "./marked-output";
import { NOT_ASKED, supervisorInput, type Start } from "./shell-scripts";

/** Seconds between SIGTERM and SIGKILL. */
export const GRACE_SECONDS = 3;
/** Milliseconds that a shell has to begin. */
const BEGIN = 60_000;
/** Milliseconds that the end of a command may take: the grace, ten seconds after SIGKILL, and what the way costs. */
const END = (GRACE_SECONDS + 10 + 15) * 1000;
/** Milliseconds between two times that the supervisor is asked to end the command. */
const ASK = 500;
/** Milliseconds for what is still on its way when the command has ended; processes that go on may hold the outputs open. */
const REST = 300;

export type Outcome =
  | {
      kind: "ended";
      result: CommandResult;
      /** Processes of the command that could not be ended, with what names them. */
      left: { pids: number[]; mark: string; main: string } | undefined;
    }
  /** The command was not begun. */
  | { kind: "refused"; why: "user" | "rights" }
  /** The other side ended, or doesn't answer. */
  | { kind: "lost"; begun: boolean; noise: string };

/** Who watches over a command, as far as it differs from place to place. */
export type Place = Pick<Start, "user" | "workdir" | "atHome">;

/**
 * Runs a command under a shell that waits at the other end of a channel. The shell ends it, and all that it started,
 * when the time is over, when `watch.signal` says so, and when this end is gone.
 *
 * @param open hands the output on, from the first byte.
 */
export async function supervise(
  open: (onOutput: (chunk: Buffer, from: OutputName) => void) => Promise<Channel> | Channel,
  command: Command,
  place: Place,
  watch: CommandWatch = {},
): Promise<Outcome> {
  const token = `\x1e${randomBytes(16).toString("hex")}`;
  const mark = randomBytes(12).toString("hex");
  const collected = new Collected(command, watch);
  let begunAt: number | undefined;
  let end: { code: number; asked: number; at: number } | undefined;
  let refused: "user" | "rights" | undefined;
  let left: number[] = [];
  let main = "";
  const done = deferred();

  const onMessage = ([word, ...rest]: string[]) => {
    if (word === "start") {
      begunAt ??= Date.now();
      limit(command.timeoutSeconds * 1000, ask);
    } else if (word === "main") main = rest[0]!;
    else if (word === "refused") refused = rest[0] === "user" ? "user" : "rights";
    else if (word === "left") left = rest.map(Number);
    else if (word === "end")
      end = { code: Number(rest[0]), asked: Number(rest[1]), at: Date.now() };
    if (end !== undefined || refused !== undefined) done.resolve();
  };
  const outputs = {
    stdout: new MarkedOutput(
      token,
      (content) => keep(content, "stdout"),
      () => undefined,
    ),
    stderr: new MarkedOutput(token, (content) => keep(content, "stderr"), onMessage),
  };
  // Standard error after the last message is the way's own: "connection closed".
  const keep = (content: Buffer, from: OutputName) => {
    if (end === undefined || from === "stdout") collected.add(content, from);
  };

  const channel = await open((chunk, from) => outputs[from].add(chunk));
  let timer: NodeJS.Timeout;
  let asking: NodeJS.Timeout | undefined;
  function limit(milliseconds: number, what: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(what, Math.min(milliseconds, 2 ** 31 - 1));
  }
  function ask(): void {
    if (asking !== undefined) return;
    limit(END, done.resolve);
    // Again and again: the shell may not have begun to listen.
    channel.write("\n");
    asking = setInterval(() => channel.write("\n"), ASK);
  }
  limit(BEGIN, done.resolve);
  watch.signal?.addEventListener("abort", ask);
  try {
    channel.write(
      supervisorInput({
        token,
        mark,
        graceSeconds: GRACE_SECONDS,
        argv: command.argv,
        env: { ...command.env, ...command.secretEnv },
        stdin: command.stdin ?? "",
        ...place,
      }),
    );
    if (watch.signal?.aborted) ask();
    await Promise.race([done.promise, channel.ended]);
    if (end !== undefined)
      await Promise.race([channel.ended, sleep(REST, undefined, { ref: false })]);
  } catch (error) {
    if (end === undefined) throw error;
  } finally {
    clearTimeout(timer!);
    clearInterval(asking);
    watch.signal?.removeEventListener("abort", ask);
    channel.close();
  }
  if (refused !== undefined) return { kind: "refused", why: refused };
  const { noise } = outputs.stderr;
  if (end === undefined) return { kind: "lost", begun: begunAt !== undefined, noise };
  return {
    kind: "ended",
    left: left.length === 0 ? undefined : { pids: left, mark, main },
    result: {
      ...collected.end(),
      exitCode: end.asked === NOT_ASKED ? end.code : undefined,
      durationSeconds: (end.at - (begunAt ?? end.at)) / 1000,
    },
  };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
