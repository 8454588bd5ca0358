import { setTimeout as sleep } from "node:timers/promises";
import * as is from "../../docker/check/text-tests";
import { scalar } from "../../docker/diff/comparison";
import {
  changedProperties,
  changesBetween,
  type ReplaceIf,
  type TreatmentsFor,
} from "../../docker/diff/treatment";
import { checkProperties, text, wholeNumber, type RulesFor } from "../../runtime/check/rule";
import {
  containsUnknown,
  type Call,
  type CheckFailure,
  type CreateCall,
  type Resource,
  type UpdateCall,
} from "../../runtime/resource";
import { connection } from "../check/connection";
import { dockerGateway } from "../client/docker-gateway";
import { SECRET_CONNECTION, type Connection, type Fleet } from "../client/fleet";
import type { GatewayControl } from "../client/gateway-control";
import { until } from "../wait/until";
import { hostOf } from "./swarm/node-inputs";

interface MemberInputs {
  connection?: Connection;
  gateway: string;
  path: string;
  joinSeconds: number;
  leaveSeconds: number;
  drainSeconds: number;
}

const DEFAULTS = { drainSeconds: 30 } as const;
/** Seconds in which a gateway whose routes are there answers at the path. */
const WELL = 60;

const RULES: RulesFor<MemberInputs> = {
  connection,
  gateway: text(is.nonEmpty),
  path: text((value) =>
    /^\/[^\s?#]*$/.test(value) ? undefined : `expected a path such as /healthz, got "${value}"`,
  ),
  joinSeconds: wholeNumber(0, 3600),
  leaveSeconds: wholeNumber(0, 3600),
  drainSeconds: wholeNumber(0, 3600),
};

/** It leaves there once it is behind the balancer here. */
const otherHost: ReplaceIf = (before, after) =>
  containsUnknown(after) || hostOf(before) === hostOf(after)
    ? undefined
    : "the gateway is on another host";

const TABLE: TreatmentsFor<MemberInputs> = {
  connection: {
    compare: scalar(),
    change: { replaceIf: otherHost, when: "it leads to another host" },
  },
  gateway: { compare: scalar(), change: "inPlace" },
  path: { compare: scalar(), change: "inPlace" },
  joinSeconds: { compare: scalar(), change: "pluginOnly" },
  leaveSeconds: { compare: scalar(), change: "pluginOnly" },
  drainSeconds: { compare: scalar(), change: "pluginOnly" },
};

/** `slipway:gateway:BalancerMember`: that a load balancer sends to a gateway. */
export const balancerMember: Resource<Fleet> = {
  secretInputs: SECRET_CONNECTION,

  check({ inputs: given }) {
    const inputs = { ...given, drainSeconds: given["drainSeconds"] ?? DEFAULTS.drainSeconds };
    const failures: CheckFailure[] = [];
    const required = ["gateway", "path", "joinSeconds", "leaveSeconds"];
    checkProperties(inputs, RULES, required, "", (each) => failures.push(each));
    return { inputs, failures };
  },

  diff: ({ oldInputs, inputs }) => ({ changes: changesBetween(TABLE, oldInputs, inputs) }),

  async create(call, fleet) {
    if (!call.preview) await join(call, fleet);
    return { id: call.name, state: { ...call.inputs } };
  },

  async update(call, fleet) {
    const changed = changedProperties(TABLE, call.oldInputs, call.inputs);
    if (!call.preview && (changed.has("gateway") || changed.has("path"))) await join(call, fleet);
    return { id: call.id, state: { ...call.inputs } };
  },

  async read({ id, oldInputs, oldState }, fleet) {
    if (oldInputs === undefined || oldState === undefined) return undefined;
    const { path } = oldInputs as unknown as MemberInputs;
    const found = await controlOf(oldState as unknown as MemberInputs, fleet).isMember(path);
    if (found === undefined) return undefined;
    // One that was told to leave, and is still wanted, is asked to come again by the next `up`.
    const inputs = found ? oldInputs : { ...oldInputs, path: "" };
    return { id, inputs, state: { ...oldState, path: inputs["path"] } };
  },

  async delete(call, fleet) {
    const inputs = call.oldState as unknown as MemberInputs;
    const { path, leaveSeconds, drainSeconds } = inputs;
    const control = controlOf(inputs, fleet);
    // A gateway that doesn't run is found ill already.
    if (!(await control.leave(path))) return;
    try {
      await pause(leaveSeconds, "the load balancer to send elsewhere", call);
      await untilIdle(control, drainSeconds, call);
    } catch (error) {
      // It goes on being one.
      await control.join(path).catch(() => undefined);
      throw error;
    }
  },
};

function controlOf({ connection: way, gateway }: MemberInputs, fleet: Fleet): GatewayControl {
  return dockerGateway(fleet.host(way).transport, gateway);
}

async function join(call: CreateCall | UpdateCall, fleet: Fleet): Promise<void> {
  const inputs = call.inputs as unknown as MemberInputs;
  const { gateway, path, joinSeconds } = inputs;
  const control = controlOf(inputs, fleet);
  call.log.status(`waiting for ${gateway} to be well at ${path}`);
  let answer = "";
  await until({
    seconds: WELL,
    signal: call.signal,
    look: async () => {
      answer = await control.join(path);
      return /^[23]\d\d$/.test(answer) ? true : undefined;
    },
    late: () =>
      `no load balancer would send to the gateway ${gateway}: after ${WELL} s it answers at ${path} with ${answer || "nothing"}; give the balancer a path at which a route answers`,
  });
  await pause(joinSeconds, "the load balancer to find it well", call);
}

async function pause(
  seconds: number,
  what: string,
  { log, signal }: Pick<Call, "log" | "signal">,
): Promise<void> {
  log.status(`waiting ${seconds} s for ${what}`);
  await sleep(seconds * 1000, undefined, { signal });
}

/** Until nothing is under way that the balancer had sent. */
async function untilIdle(
  control: GatewayControl,
  seconds: number,
  { log, signal }: Pick<Call, "log" | "signal">,
): Promise<void> {
  let open = 0;
  try {
    await until({
      seconds,
      signal,
      look: async () => {
        open = await control.connections();
        log.status(`waiting for ${open} connections to end`);
        return open === 0 ? true : undefined;
      },
      late: () =>
        `after ${seconds} s (drainSeconds) ${open} connections were still open; they are cut with the gateway`,
    });
  } catch (error) {
    signal.throwIfAborted();
    log.warn((error as Error).message);
  }
}
