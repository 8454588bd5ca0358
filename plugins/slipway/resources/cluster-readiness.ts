import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterFacts } from "../../../model/cluster-facts";
import { isAtLeast, isEngineVersion } from "../../../model/engine-version";
import { checkProperties, text, wholeNumber, type RulesFor } from "../../runtime/check/rule";
import { deepEqual } from "../../runtime/deep-equal";
import {
  containsUnknown,
  isUnknown,
  UNKNOWN,
  type CheckFailure,
  type CreateCall,
  type Resource,
  type UpdateCall,
} from "../../runtime/resource";
import { ApiClient } from "../client/kubernetes/api-client";
import { ApiError, ApiUnreachable } from "../client/kubernetes/api-error";
import { readClusterFacts } from "../client/kubernetes/cluster-facts";
import { defaultKubeconfig, readKubeconfig } from "../client/kubernetes/kubeconfig";

interface ReadinessInputs {
  kubeconfig?: string;
  context?: string;
  deadlineSeconds?: number;
  readyNodes?: number;
  minVersion?: string;
}

const RULES: RulesFor<ReadinessInputs> = {
  kubeconfig: text(),
  context: text(),
  deadlineSeconds: wholeNumber(1, 3600),
  readyNodes: wholeNumber(0, 5000),
  minVersion: text((version) =>
    isEngineVersion(version) ? undefined : `expected a version such as 1.30, got "${version}"`,
  ),
};
const DEFAULT_DEADLINE_SECONDS = 300;
const DEFAULT_READY_NODES = 1;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 3000;

/** `slipway:kubernetes:Readiness`. Every property changes in place. */
export const clusterReadiness: Resource<unknown> = {
  secretInputs: ["kubeconfig"],

  check({ inputs }) {
    const failures: CheckFailure[] = [];
    const fail = (failure: CheckFailure) => failures.push(failure);
    checkProperties(inputs, RULES, [], "", fail);
    const { kubeconfig, context } = inputs;
    const known = !isUnknown(kubeconfig) && !isUnknown(context) && failures.length === 0;
    // One that is only named, or not even that, is looked for when it is needed: an earlier resource may write it.
    if (known && kubeconfig !== undefined) {
      try {
        readKubeconfig(kubeconfig as string, context as string | undefined);
      } catch (error) {
        fail({ property: "kubeconfig", reason: (error as Error).message });
      }
    }
    return { inputs, failures };
  },

  diff: ({ inputs, oldInputs }) => ({
    changes: Object.keys(RULES)
      .filter((key) => !deepEqual(inputs[key], oldInputs[key]))
      .map((path) => ({ path, kind: "update" })),
  }),

  create: async (call) => ({ id: call.name, state: await ready(call) }),

  update: async (call) => ({ id: call.id, state: await ready(call) }),

  async read({ id, oldInputs, oldState, signal }) {
    if (oldState === undefined) return undefined;
    const inputs = oldInputs ?? {};
    const api = open(oldState);
    try {
      return { id, inputs, state: { ...inputs, facts: await readClusterFacts(api, signal) } };
    } finally {
      api.close();
    }
  },

  delete: async () => undefined,
};

function open({ kubeconfig, context }: ReadinessInputs): ApiClient {
  return new ApiClient(readKubeconfig(kubeconfig ?? defaultKubeconfig(), context));
}

async function ready(call: CreateCall | UpdateCall) {
  if (call.preview || containsUnknown(call.inputs)) return { ...call.inputs, facts: UNKNOWN };
  const inputs = call.inputs as ReadinessInputs;
  const api = open(inputs);
  try {
    return { ...call.inputs, facts: await untilReady(api, inputs, call) };
  } finally {
    api.close();
  }
}

/** Fails at once with what waiting doesn't mend, and at the deadline with the last reason. */
async function untilReady(
  api: ApiClient,
  inputs: ReadinessInputs,
  { log, signal }: Pick<CreateCall, "log" | "signal">,
): Promise<ClusterFacts> {
  const seconds = inputs.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS;
  const until = Date.now() + seconds * 1000;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const { facts, missing } = await look(api, inputs, signal);
    if (missing === undefined) return facts;
    const left = until - Date.now();
    if (left <= pause || signal.aborted)
      throw new Error(
        `cluster ${api.access.server} wasn't ready within ${seconds} s (deadlineSeconds): ${missing}`,
      );
    log.status(`${Math.ceil(left / 1000)} s to go; ${missing}`);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

type Look = { facts: ClusterFacts; missing?: undefined } | { facts?: undefined; missing: string };

async function look(api: ApiClient, inputs: ReadinessInputs, signal: AbortSignal): Promise<Look> {
  let facts: ClusterFacts;
  try {
    facts = await readClusterFacts(api, signal);
  } catch (error) {
    // What it answers while it starts: that parts of it aren't ready, or a breakdown.
    const passes =
      error instanceof ApiError ? error.status >= 500 : (error as ApiUnreachable).mayPass;
    if (!passes) throw error;
    return { missing: (error as Error).message };
  }
  const { minVersion, readyNodes = DEFAULT_READY_NODES } = inputs;
  const { server } = api.access;
  if (minVersion !== undefined && !isAtLeast(facts.version, minVersion))
    throw new Error(
      `Kubernetes on ${server} is ${facts.version}, and at least ${minVersion} is wanted (minVersion): upgrade it there`,
    );
  const nodes = facts.nodes?.filter(({ ready }) => ready).length;
  if (nodes !== undefined && nodes < readyNodes)
    return { missing: `${nodes} of ${readyNodes} nodes are ready (readyNodes)` };
  return { facts };
}
