import { isEngineError } from "../../../docker/client/engine-error";
import type { Call } from "../../../runtime/resource";
import { until } from "../../wait/until";
import type { SwarmHost } from "./managers";

/** Seconds that a manager takes to be one again, once it has its key. */
const UNLOCKED = 60;

/** Those whose engine was restarted and wants the key. One that can't be asked isn't among them. */
export async function lockedManagers<T extends SwarmHost>(hosts: readonly T[]): Promise<T[]> {
  const states = await Promise.all(hosts.map(({ membership }) => stateOf(membership)));
  return hosts.filter((_, index) => states[index] === "locked");
}

/** Unlocks every manager that can be asked. */
export async function unlockManagers(
  hosts: readonly SwarmHost[],
  key: string,
  { log, signal }: Pick<Call, "log" | "signal">,
): Promise<void> {
  for (const { host, membership } of await lockedManagers(hosts)) {
    log.status(`unlocking ${host.where}`);
    try {
      await membership.unlock(key);
    } catch (error) {
      if (!isEngineError(error) || error.status === undefined) throw error;
      throw new Error(
        `${host.where} doesn't take the unlock key that the swarm's state has: ${error.message}; run \`docker swarm unlock\` there with the right one (\`docker swarm unlock-key\` on another manager shows it)`,
        { cause: error },
      );
    }
    await until({
      seconds: UNLOCKED,
      signal,
      look: async () => ((await stateOf(membership)) === "active" ? true : undefined),
      late: () =>
        `${host.where} was unlocked but isn't a manager again within ${UNLOCKED} s: see the log of its engine`,
    });
    log.info(`unlocked ${host.where}`);
  }
}

async function stateOf(membership: SwarmHost["membership"]): Promise<string | undefined> {
  try {
    return (await membership.own()).LocalNodeState;
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return undefined;
  }
}
