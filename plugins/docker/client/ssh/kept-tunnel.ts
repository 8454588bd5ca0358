import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endpointUrl, type SshEndpoint } from "../../connection/endpoint";
import { EngineError } from "../engine-error";
import { commandArguments, forwardArguments, keptLoginArguments } from "./ssh-arguments";
import { isChannelRefused, sshFailure } from "./ssh-failure";
import { socketFailure } from "./ssh-probe";
import type { Tunnel } from "./tunnel";

/** Seconds without use after which a login ends. */
export const KEPT_SECONDS = 60;
/** Milliseconds until a login must stand, a key in an agent that has to be touched included. */
const LOGIN_TIMEOUT = 60_000;
const FORWARD_TIMEOUT = 20_000;
const LOOK = 20;
/** Milliseconds that ssh may take to tell why a connection through it broke. */
const EXPLAIN = 1000;
/** Bytes that a socket's path may have, less what ssh adds while it makes one. */
const LONGEST_PATH = 104 - 1 - 17;

/**
 * A connection that outlives this process: the next one finds it, and needs no login. ssh itself ends it when it hasn't
 * been used for {@link KEPT_SECONDS}. Who may use it is who may enter its folder.
 */
export class KeptTunnel implements Tunnel {
  readonly socketPath: string;
  private readonly controlSocket: string;
  private readonly logFile: string;
  /** Where in the log what concerns us begins. */
  private logStart = 0;
  private loggingIn: Promise<void> | undefined;
  /** Ends the ssh that is about to connect. */
  private readonly running = new AbortController();
  private opening: Promise<void> | undefined;

  /** @param folder that only this user may enter. */
  constructor(
    private readonly endpoint: SshEndpoint,
    folder: string,
  ) {
    // Whoever logs in as another, with another key or another known host key, gets a login of their own.
    const { socketPath, ...login } = endpoint;
    const name = shortHash(JSON.stringify(login));
    this.controlSocket = join(folder, name);
    this.logFile = `${this.controlSocket}.log`;
    this.socketPath = `${this.controlSocket}-${shortHash(socketPath)}`;
  }

  /** False where the folder's path is too long for sockets. */
  static fits(folder: string): boolean {
    return join(folder, shortHash(""), shortHash("")).length <= LONGEST_PATH;
  }

  login(): Promise<void> {
    return (this.loggingIn ??= this.logIn().catch((error: unknown) => {
      this.loggingIn = undefined;
      throw error;
    }));
  }

  open(): Promise<void> {
    return (this.opening ??= this.forward().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    }));
  }

  commandArguments(command: string): string[] {
    return commandArguments(this.endpoint, command, this.controlSocket);
  }

  async explain(): Promise<EngineError | undefined> {
    for (const until = Date.now() + EXPLAIN; ; await sleep(LOOK)) {
      const text = this.logged();
      if (isChannelRefused({ text })) return await socketFailure(this.endpoint);
      if (!(await isListening(this.controlSocket))) {
        this.forget();
        return sshFailure(this.endpoint, { text, exitCode: 255 });
      }
      if (Date.now() > until) return undefined;
    }
  }

  /** The connection stays; who comes next looks whether it still stands. */
  close(): void {
    this.forget();
    this.running.abort();
  }

  private forget(): void {
    this.loggingIn = undefined;
    this.opening = undefined;
  }

  private async logIn(): Promise<void> {
    const { endpoint, controlSocket, logFile } = this;
    const stands = await isListening(controlSocket);
    if (!stands) rmSync(logFile, { force: true });
    this.logStart = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
    if (stands) return;
    const { exitCode, text } = await runSsh(
      keptLoginArguments(endpoint, controlSocket, logFile, KEPT_SECONDS),
      LOGIN_TIMEOUT,
      this.running.signal,
    );
    if (exitCode === undefined)
      throw new EngineError(
        "unreachable",
        `${endpointUrl(endpoint)} took longer than ${LOGIN_TIMEOUT / 1000} s to log in: see what \`ssh -v\` to it waits for`,
      );
    // Where another process was faster, ssh has said so and ended; its connection is as good.
    if (!(await isListening(controlSocket)))
      throw sshFailure(endpoint, { text: text + this.logged(), exitCode });
  }

  private async forward(): Promise<void> {
    await this.login();
    if (await isListening(this.socketPath)) return;
    rmSync(this.socketPath, { force: true }); // Of a connection that has ended.
    const { text } = await runSsh(
      forwardArguments(this.endpoint, this.socketPath, this.controlSocket),
      FORWARD_TIMEOUT,
      this.running.signal,
    );
    if (await isListening(this.socketPath)) return;
    this.forget();
    throw sshFailure(this.endpoint, { text: text + this.logged(), exitCode: 255 });
  }

  /** What ssh has said of this connection since we use it. */
  private logged(): string {
    try {
      return readFileSync(this.logFile).subarray(this.logStart).toString("utf8");
    } catch {
      return ""; // It has said nothing.
    }
  }
}

/** Runs an ssh that ends by itself. The exit code is undefined where it didn't in time. */
function runSsh(
  args: readonly string[],
  timeout: number,
  signal: AbortSignal,
): Promise<{ exitCode: number | undefined; text: string }> {
  return new Promise((resolve) => {
    // A session of its own: Ctrl-C in the terminal must not end the login that others use.
    const ssh = spawn("ssh", args, {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
      env: { ...process.env, LC_ALL: "C" },
      timeout,
      killSignal: "SIGKILL",
      signal,
    });
    let text = "";
    ssh.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    ssh.once("error", () => resolve({ exitCode: 127, text }));
    // Not "close": what goes on in the background may hold standard error.
    ssh.once("exit", (code, signal) =>
      setTimeout(() => {
        ssh.stderr.destroy();
        resolve({ exitCode: signal === "SIGKILL" ? undefined : (code ?? 255), text });
      }, 5),
    );
  });
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
