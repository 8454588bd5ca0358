import { setTimeout as sleep } from "node:timers/promises";
import { isEngineError } from "../../docker/client/engine-error";
import { containerFailure } from "../../docker/client/container-failure";
import { checkProperties, text, wholeNumber, type RulesFor } from "../../runtime/check/rule";
import { deepEqual } from "../../runtime/deep-equal";
import type { CheckFailure, CreateCall, Resource, UpdateCall } from "../../runtime/resource";
import { connection } from "../check/connection";
import { SECRET_CONNECTION, type Connection, type Fleet } from "../client/fleet";

interface PauseInputs {
  connection?: Connection;
  container: string;
  seconds: number;
}

const RULES: RulesFor<PauseInputs> = {
  connection,
  container: text(),
  seconds: wholeNumber(1, 3600),
};
/** Milliseconds between two looks. */
const LOOK = 500;

/** `slipway:rollout:Pause`. Every property changes in place. */
export const pause: Resource<Fleet> = {
  secretInputs: SECRET_CONNECTION,

  check({ inputs }) {
    const failures: CheckFailure[] = [];
    checkProperties(inputs, RULES, ["container", "seconds"], "", (each) => failures.push(each));
    return { inputs, failures };
  },

  diff: ({ inputs, oldInputs }) => ({
    changes: Object.keys(RULES)
      .filter((key) => !deepEqual(inputs[key], oldInputs[key]))
      .map((path) => ({ path, kind: "update" })),
  }),

  async create(call, fleet) {
    if (!call.preview) await watch(call, fleet);
    return { id: call.name, state: { ...call.inputs } };
  },

  async update(call, fleet) {
    // Only another container is news; how it is reached and how long it should be watched is not.
    const same = deepEqual(call.inputs["container"], call.oldInputs["container"]);
    if (!call.preview && !same) await watch(call, fleet);
    return { id: call.id, state: { ...call.inputs } };
  },

  read: async ({ id, oldInputs, oldState }) =>
    oldState === undefined ? undefined : { id, inputs: oldInputs ?? oldState, state: oldState },

  delete: async () => undefined,
};

async function watch(call: CreateCall | UpdateCall, fleet: Fleet): Promise<void> {
  const { connection: way, container: name, seconds } = call.inputs as unknown as PauseInputs;
  const { engine } = fleet.host(way);
  const until = Date.now() + seconds * 1000;
  let restarts: number | undefined;
  for (;;) {
    const container = await engine.inspectContainer(name).catch((error: unknown) => {
      throw isEngineError(error, "notFound")
        ? new Error(`container "${name}" was removed while it was watched (rollout.waitSeconds)`)
        : error;
    });
    const { Running, Restarting, Health } = container.State;
    restarts ??= container.RestartCount;
    const sick =
      !Running || Restarting || Health?.Status === "unhealthy" || container.RestartCount > restarts;
    if (sick) throw new Error(`${await containerFailure(engine, container)} (rollout.waitSeconds)`);
    const left = until - Date.now();
    if (left <= 0) return;
    if (call.signal.aborted) throw new Error(`the pause of ${seconds} s was cancelled`);
    call.log.status(`watching ${name}: ${Math.ceil(left / 1000)} s to go`);
    await sleep(Math.min(LOOK, left), undefined, { signal: call.signal }).catch(() => undefined);
  }
}
