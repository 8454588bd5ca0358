import { isAtLeast, isEngineVersion } from "../../../model/engine-version";
import type { HostFacts } from "../../../model/host-facts";
import { checkProperties, text, wholeNumber, type RulesFor } from "../../runtime/check/rule";
import { deepEqual } from "../../runtime/deep-equal";
import {
  UNKNOWN,
  type CheckFailure,
  type CreateCall,
  type Resource,
  type UpdateCall,
} from "../../runtime/resource";
import { connection } from "../check/connection";
import { SECRET_CONNECTION, type Connection, type Fleet } from "../client/fleet";
import { readFacts } from "../client/host-facts";
import { untilReachable } from "../wait/until-reachable";

interface ReadinessInputs {
  connection?: Connection;
  deadlineSeconds?: number;
  minEngineVersion?: string;
}

const RULES: RulesFor<ReadinessInputs> = {
  connection,
  deadlineSeconds: wholeNumber(1, 3600),
  minEngineVersion: text((version) =>
    isEngineVersion(version) ? undefined : `expected a version such as 24.0, got "${version}"`,
  ),
};
export const DEFAULT_DEADLINE_SECONDS = 120;

/** `slipway:hosts:Readiness`. Every property changes in place. */
export const readiness: Resource<Fleet> = {
  secretInputs: SECRET_CONNECTION,

  check({ inputs }) {
    const failures: CheckFailure[] = [];
    checkProperties(inputs, RULES, [], "", (failure) => failures.push(failure));
    return { inputs, failures };
  },

  diff: ({ inputs, oldInputs }) => ({
    changes: Object.keys(RULES)
      .filter((key) => !deepEqual(inputs[key], oldInputs[key]))
      .map((path) => ({ path, kind: "update" })),
  }),

  create: async (call) => ({ id: call.name, state: await ready(call) }),

  update: async (call) => ({ id: call.id, state: await ready(call) }),

  async read({ id, oldInputs, oldState }, fleet) {
    if (oldState === undefined) return undefined;
    const inputs = oldInputs ?? {};
    const way = oldState["connection"] as Connection | undefined;
    const facts = await readFacts(fleet.host(way).transport);
    return { id, inputs, state: { ...inputs, facts } };
  },

  delete: async () => undefined,
};

async function ready(call: CreateCall | UpdateCall) {
  if (call.preview) return { ...call.inputs, facts: UNKNOWN };
  const inputs = call.inputs as ReadinessInputs;
  const deadline = inputs.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS;
  const facts = await untilReachable(inputs.connection, deadline, call, async (host) => {
    const found = await readFacts(host.transport);
    refuseOld(found, inputs.minEngineVersion, host.where);
    return found;
  });
  return { ...call.inputs, facts };
}

function refuseOld({ engineVersion }: HostFacts, wanted: string | undefined, where: string): void {
  if (wanted === undefined || isAtLeast(engineVersion, wanted)) return;
  throw new Error(
    `Docker on ${where} is ${engineVersion}, and at least ${wanted} is wanted (minEngineVersion): upgrade it there`,
  );
}
