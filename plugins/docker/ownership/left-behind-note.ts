import { setTimeout as sleep } from "node:timers/promises";

import type { CheckCall, Props, PropertyChange } from "../../runtime/resource";
import type { DockerContext } from "../context";

/**
 * Says in the checked inputs that an interrupted update left containers of this resource behind. Without it a program
 * that was put back to what is live would be "unchanged", nothing would be called, and they would stay for ever. With it
 * the preview shows a change, and the update takes them away.
 */
const NOTE = "__leftBehind";
/** Milliseconds. An engine that doesn't answer must not hold up a check. */
const PATIENCE = 2000;

/** The note, or nothing. */
export async function leftBehindNote(call: CheckCall, context: DockerContext): Promise<Props> {
  const names = await Promise.race([
    look(call, context),
    sleep(PATIENCE, [] as string[], { ref: false }),
  ]);
  if (names.length === 0) return {};
  call.log.info(
    `an interrupted update left ${names.join(", ")} behind: this update takes it on or removes it`,
  );
  return { [NOTE]: names };
}

export function leftBehindChanges(inputs: Props): PropertyChange[] {
  return inputs[NOTE] === undefined ? [] : [{ path: NOTE, kind: "add" }];
}

export function withoutNote({ [NOTE]: _, ...inputs }: Props): Props {
  return inputs;
}

async function look(call: CheckCall, { engine, owner, ledger }: DockerContext): Promise<string[]> {
  try {
    const left = await ledger.leftBehind(await engine(), owner, call.urn);
    return left.map(({ name }) => name).sort();
  } catch {
    return []; // an engine that can't be reached is said where it is needed
  }
}
