import { setTimeout as sleep } from "node:timers/promises";
import { engineErrorFrom } from "../../../plugins/docker/client/connection-error";
import { EngineError, isEngineError } from "../../../plugins/docker/client/engine-error";
import { jsonLines } from "../../../plugins/docker/client/json-lines";
import type { OpenHost } from "../open-hosts";
import { wantedOn, type IsWanted, type LiveContainer } from "./live-containers";
import type { Follow, From } from "./log-place";
import { readLog } from "./read-log";
import { Resumable } from "./resumable";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;

interface Started {
  Actor: { ID: string; Attributes: Record<string, string> };
}

/** Follows the logs on one host, also of containers that come later, and through losses of the connection. */
export async function followHost(first: OpenHost, wanted: IsWanted, follow: Follow): Promise<void> {
  let host = first;
  let lost = false;
  let pause = FIRST_PAUSE;
  const { signal } = follow;
  while (!signal.aborted) {
    try {
      await followOnce(host, wanted, follow, () => {
        if (lost) follow.onNote(`${host.name} is back`);
        lost = false;
        pause = FIRST_PAUSE;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!isEngineError(error)) throw error;
      if (!lost) follow.onNote(`${host.name}: ${error.message} (trying again)`);
      lost = true;
    } finally {
      host.access.close();
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    host = host.reopened();
  }
}

/** Until the connection is lost. */
async function followOnce(
  { name: host, access: { transport, engine } }: OpenHost,
  wanted: IsWanted,
  { begin, signal, onLine, onNote, positions }: Follow,
  onConnected: () => void,
): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const reading = new Set<string>();
  const startedAgain = new Set<string>();
  const read = async (container: LiveContainer, from: From): Promise<void> => {
    const { id, name, workload } = container;
    // The end of its log before it was stopped may still be on its way.
    if (reading.has(id)) return void startedAgain.add(id);
    reading.add(id);
    const position = positions.get(id) ?? new Resumable();
    positions.set(id, position);
    const since = position.resume();
    const options = since === undefined ? from : { since };
    try {
      const source = { host, workload, container: name };
      const lines = readLog(transport, source, id, { ...options, follow: true, signal: either });
      for await (const line of lines) if (position.take(line)) onLine(line);
    } catch (error) {
      // A lost connection ends the events as well; a container may be gone again.
      if (!isEngineError(error)) throw error;
      if (error.code === "server" || error.code === "badRequest")
        onNote(`${host}/${name}: its log can't be read: ${error.message}`);
    } finally {
      reading.delete(id);
    }
    if (startedAgain.delete(id) && !either.aborted) await read(container, {});
  };
  const under: Promise<void>[] = [];
  try {
    // The events first, so that nothing starts in between.
    const events = await transport.stream({
      method: "GET",
      path: "/events",
      query: { filters: JSON.stringify({ type: ["container"], event: ["start"] }) },
      signal: either,
    });
    const containers = await wantedOn(engine, wanted);
    onConnected();
    under.push(...containers.map((container) => read(container, begin)));
    for await (const event of jsonLines(events)) {
      const { ID: id, Attributes } = (event as unknown as Started).Actor;
      const container = wanted({ id, name: Attributes["name"] ?? "", labels: Attributes });
      if (container !== undefined) under.push(read(container, {}));
    }
    throw new EngineError("unreachable", `Docker at ${transport.where} was stopped`);
  } catch (error) {
    throw engineErrorFrom(error, transport.where);
  } finally {
    over.abort();
    await Promise.all(under);
  }
}
