import { setTimeout as sleep } from "node:timers/promises";

import type { Call } from "../../../runtime/resource";
import type { Engine } from "../../client/engine";
import type { EngineContainer } from "../../client/engine-types";
import type { ContainerInputs } from "./container-inputs";
import { notReadySentence } from "./not-ready-sentence";

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 500;
/** A program that can't start ends about as fast; without a health check this is all there is to go by. */
const STABLE_MS = 300;
const DEFAULT_WAIT_SECONDS = 60;

export interface Readiness {
  found: EngineContainer;
  /** Why it isn't ready, for the user; undefined where it is. */
  notReady?: string;
}

/**
 * Waits until a container is what its inputs ask for: with `wait` healthy (or, without a health check, running for a
 * moment), with `mustRun` running, else just there.
 */
export async function untilReady(
  engine: Engine,
  id: string,
  inputs: Partial<ContainerInputs>,
  call: Pick<Call, "log" | "signal">,
): Promise<Readiness> {
  if (inputs.start === false) return { found: await engine.inspectContainer(id) };
  if (inputs.attach) return untilEnd(engine, id, inputs, call);
  const wait = inputs.wait ?? false;
  const limitMs = (inputs.waitTimeout ?? DEFAULT_WAIT_SECONDS) * 1000;
  const begin = Date.now();
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    const found = await engine.inspectContainer(id);
    const { State } = found;
    const waited = Date.now() - begin;
    const judged = judge(found, inputs, wait, waited);
    if (judged === "ready") return { found };
    if (judged === "failed" || waited >= limitMs || call.signal.aborted)
      return { found, notReady: await notReadySentence(engine, found, waited) };
    if (wait && State.Health)
      call.log.status(
        `waiting for health: ${State.Health.Status}, ${State.Health.FailingStreak} failed probes, ${Math.round(waited / 1000)} s of ${limitMs / 1000} s`,
      );
    await sleep(pause, undefined, { signal: call.signal }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function judge(
  { State, RestartCount }: EngineContainer,
  { mustRun }: Partial<ContainerInputs>,
  wait: boolean,
  waitedMs: number,
): "ready" | "failed" | "pending" {
  const ended = !State.Running || State.Restarting || RestartCount > 0;
  if (!wait) {
    if (mustRun === false) return "ready";
    return ended ? "failed" : "ready";
  }
  if (ended)
    return State.Running && !State.Restarting && State.Health
      ? health(State.Health.Status)
      : "failed";
  if (State.Health && State.Health.Status !== "none") return health(State.Health.Status);
  return waitedMs >= STABLE_MS ? "ready" : "pending";
}

function health(status: string): "ready" | "failed" | "pending" {
  if (status === "healthy") return "ready";
  return status === "unhealthy" ? "failed" : "pending";
}

/** `attach`: the container is a job, and ready is when it has ended well. */
async function untilEnd(
  engine: Engine,
  id: string,
  inputs: Partial<ContainerInputs>,
  call: Pick<Call, "signal">,
): Promise<Readiness> {
  const begin = Date.now();
  const code = await engine.waitContainer(id, call.signal);
  const found = await engine.inspectContainer(id);
  if (code === 0 || inputs.mustRun === false) return { found };
  return { found, notReady: await notReadySentence(engine, found, Date.now() - begin) };
}
