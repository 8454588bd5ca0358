import type { Call } from "../../../plugins/runtime/resource";
import type { ApiClient } from "./api-client";
import { waitFor } from "./wait-for";

export interface Action {
  id: number;
  type: string;
  status: "in-progress" | "completed" | "errored";
}

/** An action has ended, and hasn't done what it was to do. */
export class ActionErrored extends Error {
  constructor(type: string, of: string) {
    super(`DigitalOcean couldn't carry out the action "${type}" on ${of}`);
    this.name = "ActionErrored";
  }
}

/** @param of what, in words: `the droplet web-1 (42)`. */
export async function awaitAction(
  api: ApiClient,
  action: Action,
  of: string,
  { signal, log }: Pick<Call, "signal" | "log">,
): Promise<void> {
  await waitFor(async () => {
    const { action: now } = await api.call<{ action: Action }>("GET", `/v2/actions/${action.id}`, {
      signal,
    });
    if (now.status === "errored") throw new ActionErrored(action.type, of);
    if (now.status === "completed") return true;
    log.status(`waiting for the action "${action.type}" on ${of}`);
    return undefined;
  }, signal);
}
