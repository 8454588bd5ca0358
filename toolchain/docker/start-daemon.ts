import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { onPath } from "../on-path";
import { cacheDir } from "../paths";
import type { Note } from "../progress";
import { tryCommand } from "../run-command";
import { UserError } from "../user-error";
import { DEFAULT_SOCKET, type DockerEndpoint } from "./endpoint";
import { pingEngine } from "./ping";

const READY_MS = 60_000;
const POLL_MS = 200;
const STOP_MS = 30_000;
const LOG_LINES = 15;

/** An engine that this set-up started, and how to stop it again. */
export interface StartedEngine {
  endpoint: DockerEndpoint;
  pid: number | undefined;
  how: "systemd" | "service" | "dockerd";
}

export interface StartDaemonOptions {
  /** Defaults to /var/run/docker.sock. */
  socket?: string;
  /** More arguments for dockerd, such as its own data root. With any, dockerd is started by hand. */
  dockerdArgs?: string[];
  /** dockerd's pid file. Defaults to /var/run/docker.pid. */
  pidFile?: string;
  /** dockerd's log. Defaults to ~/.cache/slipway/dockerd.log. */
  logFile?: string;
  /** Milliseconds until the engine must answer. Defaults to 60,000. */
  readyMs?: number;
}

/** Starts the installed engine: with systemd where it runs, else as a service, else by hand. */
export async function startDaemon(
  note: Note,
  options: StartDaemonOptions = {},
): Promise<StartedEngine> {
  const socket = options.socket ?? DEFAULT_SOCKET;
  const endpoint: DockerEndpoint = { host: `unix://${socket}`, from: "default" };
  const pidFile = options.pidFile ?? "/var/run/docker.pid";
  const logFile = options.logFile ?? join(cacheDir(), "dockerd.log");
  const byHand = options.dockerdArgs !== undefined || options.socket !== undefined;
  let how: StartedEngine["how"] = "dockerd";
  if (!byHand && existsSync("/run/systemd/system")) {
    how = "systemd";
    note("systemctl start docker");
    await tryCommand("systemctl", ["start", "docker"], { note });
  } else if (!byHand && existsSync("/etc/init.d/docker")) {
    how = "service";
    note("service docker start");
    await tryCommand("service", ["docker", "start"], { note });
  }
  // A service may say that it started and not be there: init scripts assume much about a machine.
  if (how === "service" && !(await answers(endpoint, 15_000))) how = "dockerd";
  if (how === "dockerd") {
    note("dockerd");
    return { endpoint, how, pid: await spawnDockerd(endpoint, logFile, options) };
  }
  if (!(await answers(endpoint, options.readyMs ?? READY_MS)))
    throw new UserError(
      `the Docker engine was started with ${how} but does not answer at ${endpoint.host}; ` +
        (how === "systemd" ? "journalctl -u docker says why." : "/var/log/docker.log says why."),
    );
  return { endpoint, how, pid: readPid(pidFile) };
}

async function answers(endpoint: DockerEndpoint, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if ((await pingEngine(endpoint)).kind === "ready") return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

async function spawnDockerd(
  endpoint: DockerEndpoint,
  logFile: string,
  options: StartDaemonOptions,
): Promise<number | undefined> {
  const dockerd = onPath("dockerd", `${process.env.PATH}:/usr/sbin:/usr/local/sbin:/sbin`);
  if (dockerd === undefined)
    throw new UserError("dockerd is not installed; install docker.io or Docker Engine.");
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w");
  // In a session of its own: Ctrl-C here and the end of this process do not reach it.
  const child = spawn(dockerd, ["-H", endpoint.host, ...(options.dockerdArgs ?? [])], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let ended: string | undefined;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, signal) => (ended = `ended with ${signal ?? `code ${code}`}`));
  child.unref();
  const readyMs = options.readyMs ?? READY_MS;
  const deadline = Date.now() + readyMs;
  while (ended === undefined && Date.now() < deadline)
    if (await answers(endpoint, 2 * POLL_MS)) return child.pid;
  if (ended === undefined) child.kill("SIGTERM");
  const lines = readFileSync(logFile, "utf8").trimEnd().split("\n");
  // dockerd chats at level info while it falls; what it fell over is said at another level.
  const tail = lines.filter((line) => !/ level=(info|debug) /.test(line)).slice(-LOG_LINES);
  throw new UserError(
    [
      `dockerd ${ended ?? `did not answer within ${readyMs / 1000} s`}; the end of ${logFile}:`,
      ...tail.map((line) => `  ${line}`),
    ].join("\n"),
  );
}

function readPid(file: string): number | undefined {
  const pid = existsSync(file) ? Number(readFileSync(file, "utf8")) : Number.NaN;
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Stops an engine that {@link startDaemon} started, and no other. */
export async function stopDaemon(started: StartedEngine): Promise<void> {
  if (started.how === "systemd") {
    await tryCommand("systemctl", ["stop", "docker.socket", "docker"]);
    return;
  }
  const { pid } = started;
  if (pid === undefined || !isAlive(pid)) return;
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + STOP_MS;
  while (isAlive(pid) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  if (isAlive(pid))
    throw new UserError(`dockerd (pid ${pid}) did not stop within ${STOP_MS / 1000} s.`);
  if (started.how === "dockerd")
    rmSync(started.endpoint.host.slice("unix://".length), { force: true });
}
