import { join } from "node:path";
import { aptInstall } from "../apt-install";
import { withFileLock } from "../file-lock.cjs";
import { onPath } from "../on-path";
import { cacheDir } from "../paths";
import { canInstallPackages, distribution } from "../privileges";
import type { Progress } from "../progress";
import { UserError } from "../user-error";
import { DEFAULT_SOCKET, dockerEndpoint, type DockerEndpoint } from "./endpoint";
import { pingEngine, type EngineState } from "./ping";
import { startDaemon, type StartedEngine } from "./start-daemon";

const STEP = "Docker engine";

export interface Engine {
  endpoint: DockerEndpoint;
  /** Set where this call started it. */
  started?: StartedEngine;
}

/** The engine that the environment names; as root on Debian or Ubuntu, installed and started if need be. */
export async function ensureEngine(progress: Progress): Promise<Engine> {
  const endpoint = dockerEndpoint();
  const state = await pingEngine(endpoint);
  if (state.kind === "ready") return ready(progress, endpoint, state);
  const mayStart = endpoint.host === `unix://${DEFAULT_SOCKET}` && endpoint.from === "default";
  if (state.kind !== "absent" || !mayStart || process.getuid?.() !== 0)
    throw new UserError(engineTrouble(endpoint, state));
  return withFileLock(
    join(cacheDir(), "docker-engine.lock"),
    () => installAndStart(endpoint, progress),
    (pid) => progress.info(STEP, `waiting for another set-up (pid ${pid}) to start it`),
  );
}

function ready(
  progress: Progress,
  endpoint: DockerEndpoint,
  state: EngineState & { kind: "ready" },
): Engine {
  if (state.os !== "linux" && state.os !== "?")
    throw new UserError(
      `the Docker engine at ${endpoint.host} runs ${state.os} containers; switch it to Linux containers.`,
    );
  progress.done(STEP, `${state.version} at ${endpoint.host} (${endpoint.from})`);
  return { endpoint };
}

async function installAndStart(endpoint: DockerEndpoint, progress: Progress): Promise<Engine> {
  const meanwhile = await pingEngine(endpoint);
  if (meanwhile.kind === "ready") return ready(progress, endpoint, meanwhile);
  if (onPath("dockerd") === undefined) {
    const known = distribution().some((id) => id === "debian" || id === "ubuntu");
    if (!canInstallPackages() || !known)
      throw new UserError(engineTrouble(endpoint, { kind: "absent", reason: "not installed" }));
    // iptables is only recommended by docker.io, but dockerd cannot make a bridge without it.
    await progress.during(STEP, "none here; installing docker.io with apt", (note) =>
      aptInstall(["docker.io", "iptables", "ca-certificates"], note),
    );
  }
  // A package may have started its service by itself.
  const started = await progress.during(STEP, "starting it", (note) => startDaemon(note));
  progress.info(STEP, `started (${started.how}, pid ${started.pid ?? "unknown"})`);
  return { endpoint: started.endpoint, started };
}

/** One sentence: what is wrong with the engine at that address, and what to do. */
export function engineTrouble(
  endpoint: DockerEndpoint,
  state: Exclude<EngineState, { kind: "ready" }>,
): string {
  const at = `${endpoint.host} (${endpoint.from})`;
  switch (state.kind) {
    case "denied":
      return (
        `no permission to use the Docker engine at ${at}; run sudo usermod -aG docker "$USER", ` +
        "log in again (or run newgrp docker), and try again."
      );
    case "silent":
      return `the Docker engine at ${at} does not answer properly: ${state.reason}; restart it or name another with DOCKER_HOST.`;
    case "absent":
      if (endpoint.from !== "default")
        return `no Docker engine at ${at}: ${state.reason}; start it, or name another with DOCKER_HOST.`;
      return (
        `no Docker engine at ${at}; start it (sudo systemctl start docker), or install one ` +
        "(Debian and Ubuntu: sudo apt-get install docker.io iptables; " +
        "others: https://docs.docker.com/engine/install/), or name one with DOCKER_HOST."
      );
  }
}
