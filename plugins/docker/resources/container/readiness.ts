import { setTimeout as sleep } from "node:timers/promises";
import type { Call } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineContainer } from "../../client/engine-types";
import { containerFailure, stateInWords } from "../../client/container-failure";
import type { ContainerInputs } from "./container-inputs";

/** Seconds, as the SDK documents it. */
const DEFAULT_WAIT_TIMEOUT = 60;
/** Milliseconds that a container has to stay up to count as started, where no health check says it. */
const SETTLE = 250;
/** Milliseconds between two looks: first, and at most. */
const FIRST_LOOK = 50;
const SLOWEST_LOOK = 500;
/** A program may end once or twice, for want of a database say, before it stays. */
const RESTARTS_ALLOWED = 2;

export interface Readiness {
  container: EngineContainer;
  /** Why it isn't ready; undefined where it is. */
  problem: string | undefined;
}

export interface ReadinessOptions {
  /** False where it ran before this call: an old health result isn't the last word then. */
  justStarted: boolean;
}

/** Waits until a container is what its inputs ask for: ended (`attach`), ready (`wait`), or running (`mustRun`). */
export async function waitUntilReady(
  engine: Engine,
  id: string,
  inputs: ContainerInputs,
  call: Pick<Call, "log" | "signal">,
  { justStarted }: ReadinessOptions,
): Promise<Readiness> {
  if (inputs.start === false)
    return { container: await engine.inspectContainer(id), problem: undefined };
  if (inputs.attach) {
    call.log.status("attached: waiting for the container to end");
    const container = await untilEnded(engine, id, call.signal);
    const fine = container.State.ExitCode === 0 || inputs.mustRun === false;
    return { container, problem: fine ? undefined : await containerFailure(engine, container) };
  }
  if (inputs.wait) return await waitForHealth(engine, id, inputs, call, justStarted);
  // A command that is wrong ends within a moment. Waiting costs the engine nothing: other containers start meanwhile.
  if (justStarted && inputs.mustRun !== false) await pause(SETTLE, call.signal);
  const container = await engine.inspectContainer(id);
  const { State, RestartCount } = container;
  const up = State.Running && !State.Restarting && !(justStarted && RestartCount > 0);
  const fine = up || inputs.mustRun === false;
  return { container, problem: fine ? undefined : await containerFailure(engine, container) };
}

async function untilEnded(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<EngineContainer> {
  const before = await engine.inspectContainer(id);
  const exitCode = await engine.waitContainer(id, signal);
  try {
    return await engine.inspectContainer(id);
  } catch (error) {
    // With `rm` it is gone as soon as it has ended.
    if (!isEngineError(error, "notFound")) throw error;
    return { ...before, State: { ...before.State, Running: false, ExitCode: exitCode } };
  }
}

async function waitForHealth(
  engine: Engine,
  id: string,
  inputs: ContainerInputs,
  call: Pick<Call, "log" | "signal">,
  justStarted: boolean,
): Promise<Readiness> {
  const timeout = inputs.waitTimeout ?? DEFAULT_WAIT_TIMEOUT;
  const began = Date.now();
  let oldProbe: string | undefined;
  let oldRestarts: number | undefined;
  let upSince: number | undefined;
  let lastExit: number | undefined;
  for (let look = FIRST_LOOK; ; look = Math.min(look * 1.5, SLOWEST_LOOK)) {
    const container = await engine.inspectContainer(id);
    const state = container.State;
    const probe = state.Health?.Log?.at(-1)?.End;
    oldProbe ??= justStarted ? "" : (probe ?? "");
    oldRestarts ??= justStarted ? 0 : container.RestartCount;
    if (!state.Running || state.Restarting) lastExit = state.ExitCode;
    upSince = state.Running && !state.Restarting ? (upSince ?? Date.now()) : undefined;
    const seconds = (Date.now() - began) / 1000;

    if (isReady(container, upSince)) return { container, problem: undefined };
    const hopeless =
      (!state.Running && !state.Restarting && !willRestart(container)) ||
      container.RestartCount - oldRestarts > RESTARTS_ALLOWED ||
      // A result from before may have been overcome meanwhile: the next probe decides. A container that ends is called
      // unhealthy too, without any probe; its restarts are counted instead.
      (state.Running &&
        state.Health?.Status === "unhealthy" &&
        probe !== undefined &&
        probe !== oldProbe);
    if (hopeless || seconds >= timeout || call.signal.aborted) {
      const words = stateInWords(container, lastExit);
      const reason = hopeless
        ? words
        : call.signal.aborted
          ? `the wait was cancelled after ${seconds.toFixed(0)} s; ${words}`
          : `after ${timeout} s ${words}`;
      return { container, problem: await containerFailure(engine, container, reason) };
    }
    call.log.status(progress(container, seconds, timeout));
    await pause(Math.min(look, Math.max(0, timeout * 1000 - (Date.now() - began))), call.signal);
  }
}

/** Healthy, or without a health check: up for a moment. */
function isReady({ State: state }: EngineContainer, upSince: number | undefined): boolean {
  if (!state.Running || state.Restarting) return false;
  if (state.Health && state.Health.Status !== "none") return state.Health.Status === "healthy";
  return upSince !== undefined && Date.now() - upSince >= SETTLE;
}

function willRestart({ HostConfig, State: state, RestartCount }: EngineContainer): boolean {
  const policy = HostConfig.RestartPolicy;
  if (state.Status === "created" || state.Dead) return false;
  if (policy?.Name === "always" || policy?.Name === "unless-stopped") return true;
  return (
    policy?.Name === "on-failure" &&
    state.ExitCode !== 0 &&
    (!policy.MaximumRetryCount || RestartCount < policy.MaximumRetryCount)
  );
}

function progress({ State: state }: EngineContainer, seconds: number, timeout: number): string {
  const time = `${seconds.toFixed(0)} s of ${timeout} s`;
  if (state.Restarting) return `waiting: it ended and is being restarted, ${time}`;
  if (!state.Health) return `waiting for the container to stay up, ${time}`;
  const failed = state.Health.FailingStreak;
  return `waiting for health: ${state.Health.Status}${failed > 0 ? `, ${failed} failed probes` : ""}, ${time}`;
}

/** Sleeps; a cancelled call wakes up at once. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
