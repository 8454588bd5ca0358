import { setTimeout as sleep } from "node:timers/promises";
import { containerFailure } from "../../docker/client/container-failure";
import { isEngineError } from "../../docker/client/engine-error";
import type { EngineContainer } from "../../docker/client/engine-types";
import {
  checkProperties,
  listOf,
  text,
  wholeNumber,
  type RulesFor,
} from "../../runtime/check/rule";
import { deepEqual } from "../../runtime/deep-equal";
import type {
  CheckFailure,
  Live,
  PropertyChange,
  Resource,
  UpdateCall,
} from "../../runtime/resource";
import { connection } from "../check/connection";
import { SECRET_CONNECTION, type Connection, type Fleet } from "../client/fleet";
import type { HostAccess } from "../client/host-access";

interface SignalInputs {
  connection?: Connection;
  container: string;
  /** `restart`, or the name of a signal. */
  action: string;
  triggers: unknown[];
  deadlineSeconds: number;
  stopGraceSeconds: number;
}

const RULES: RulesFor<SignalInputs> = {
  connection,
  container: text(),
  action: text((value) =>
    value === "restart" || /^SIG[A-Z0-9+-]+$/.test(value)
      ? undefined
      : 'expected "restart" or a signal such as SIGHUP',
  ),
  triggers: listOf(() => undefined),
  deadlineSeconds: wholeNumber(1, 3600),
  stopGraceSeconds: wholeNumber(0, 3600),
};
const DEFAULTS = { deadlineSeconds: 60, stopGraceSeconds: 10 } as const;
/** Milliseconds between two looks. */
const LOOK = 250;
/** Milliseconds that a container without a health check has to go on after a signal. */
const SETTLE = 1000;

/**
 * `slipway:workloads:Signal`: sends a running container a signal, or restarts it, when the triggers change. A container
 * that is new has begun with what there is now, and is left alone.
 */
export const signal: Resource<Fleet> = {
  secretInputs: SECRET_CONNECTION,

  check({ inputs }) {
    const checked = {
      ...inputs,
      deadlineSeconds: inputs["deadlineSeconds"] ?? DEFAULTS.deadlineSeconds,
      stopGraceSeconds: inputs["stopGraceSeconds"] ?? DEFAULTS.stopGraceSeconds,
    };
    const failures: CheckFailure[] = [];
    checkProperties(checked, RULES, ["container", "action", "triggers"], "", (failure) =>
      failures.push(failure),
    );
    return { inputs: checked, failures };
  },

  diff: ({ inputs, oldInputs }) => ({
    changes: Object.keys(RULES)
      .filter((key) => !deepEqual(inputs[key], oldInputs[key]))
      .map((path): PropertyChange => ({ path, kind: "update" })),
  }),

  async create({ name, inputs }) {
    return { id: name, state: { ...inputs } };
  },

  async update(call, fleet): Promise<Live> {
    const state = { ...call.inputs };
    const failed = call.oldState["failed"] === true;
    const same = deepEqual(call.inputs["container"], call.oldInputs["container"]);
    const triggered = !deepEqual(call.inputs["triggers"], call.oldInputs["triggers"]);
    if (!(same && triggered) && !failed) return { id: call.id, state };
    if (call.preview) {
      call.log.info(`${inWords(call)}, because its triggers changed`);
      return { id: call.id, state };
    }
    const problem = await act(call, fleet);
    if (problem === undefined) return { id: call.id, state };
    return { id: call.id, state: { ...state, failed: true }, notReady: [problem] };
  },

  read: async ({ id, oldInputs, oldState }) =>
    oldState === undefined ? undefined : { id, inputs: oldInputs ?? oldState, state: oldState },

  delete: async () => undefined,
};

function inWords({ inputs }: UpdateCall): string {
  const { action, container } = inputs as unknown as SignalInputs;
  return action === "restart" ? `restarts ${container}` : `sends ${action} to ${container}`;
}

/** @returns what is wrong with the container afterwards. */
async function act(call: UpdateCall, fleet: Fleet): Promise<string | undefined> {
  const inputs = call.inputs as unknown as SignalInputs;
  const { container: name, action, stopGraceSeconds } = inputs;
  const host = fleet.host(inputs.connection);
  const before = await inspect(host, name);
  call.log.status(inWords(call));
  const path = `/containers/${encodeURIComponent(name)}`;
  try {
    await host.transport.call(
      action === "restart"
        ? { method: "POST", path: `${path}/restart`, query: { t: stopGraceSeconds } }
        : { method: "POST", path: `${path}/kill`, query: { signal: action } },
    );
  } catch (error) {
    if (!isEngineError(error, "conflict")) throw error;
    throw new Error(
      `container "${name}" isn't running, so it can't take ${action}: start it, or run \`pulumi up --refresh\``,
      {
        cause: error,
      },
    );
  }
  return await untilWell(host, inputs, before, call);
}

/** Waits for the first probe after the action; without a health check, for a moment. */
async function untilWell(
  host: HostAccess,
  { container: name, action, deadlineSeconds }: SignalInputs,
  before: EngineContainer,
  call: UpdateCall,
): Promise<string | undefined> {
  const began = Date.now();
  const probed = before.State.Health?.Log?.at(-1)?.End;
  for (;;) {
    const container = await inspect(host, name);
    const { Running, Restarting, Health, StartedAt } = container.State;
    const passed = Date.now() - began;
    const probe = Health?.Log?.at(-1);
    const news = probe !== undefined && probe.End !== probed;
    const ended = !Running || Restarting || container.RestartCount > before.RestartCount;
    // A signal is not to end it, also where a restart policy brings it back.
    const other = action !== "restart" && StartedAt !== before.State.StartedAt;
    if ((ended && passed >= SETTLE) || other)
      return `after ${action}: ${await containerFailure(host.engine, container)}`;
    const checks = Health !== undefined && Health.Status !== "none";
    if (
      !ended &&
      (checks ? news && probe.ExitCode === 0 && Health.Status === "healthy" : passed >= SETTLE)
    )
      return undefined;
    const sick = checks && news && Health.Status === "unhealthy";
    const over = passed >= deadlineSeconds * 1000 || call.signal.aborted;
    // With a long interval there may have been no probe yet.
    if (over && Health?.Status === "healthy") return undefined;
    if (sick || over) return `after ${action}: ${await containerFailure(host.engine, container)}`;
    call.log.status(`waiting for ${name} after ${action}: ${Math.round(passed / 1000)} s`);
    await sleep(LOOK, undefined, { signal: call.signal }).catch(() => undefined);
  }
}

async function inspect({ engine, where }: HostAccess, name: string): Promise<EngineContainer> {
  try {
    return await engine.inspectContainer(name);
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
    throw new Error(`there is no container "${name}" on ${where}: run \`pulumi up --refresh\``, {
      cause: error,
    });
  }
}
