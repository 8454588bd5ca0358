import { daemonMistakes, needRestart } from "../../../model/daemon-config";
import { managedPart, mergeDaemon } from "../../../model/daemon-merge";
import { joinPath } from "../../../model/mistakes";
import { endpointUrl } from "../../docker/connection/endpoint";
import { resolveEndpoint } from "../../docker/connection/resolve-endpoint";
import {
  checkProperties,
  flag,
  isObject,
  wholeNumber,
  type RulesFor,
} from "../../runtime/check/rule";
import { deepEqual } from "../../runtime/deep-equal";
import {
  containsUnknown,
  type CheckFailure,
  type CreateCall,
  type PropertyChange,
  type Props,
  type Resource,
  type UpdateCall,
} from "../../runtime/resource";
import { connection } from "../check/connection";
import { installDocker, readSetup, writeDaemon } from "../client/engine-setup";
import { SECRET_CONNECTION, type Connection, type Fleet } from "../client/fleet";
import type { HostAccess } from "../client/host-access";
import { untilReachable } from "../wait/until-reachable";
import { DEFAULT_DEADLINE_SECONDS } from "./readiness";

interface EngineInputs {
  connection?: Connection;
  install?: boolean;
  daemon?: Props;
  deadlineSeconds?: number;
}

const RULES: RulesFor<EngineInputs> = {
  connection,
  install: flag(),
  daemon: (value, path, fail) => {
    if (!isObject(value))
      fail({ property: path, reason: "expected an object of daemon.json's keys" });
    else
      daemonMistakes(known(value), path).forEach(({ path: property, problem }) =>
        fail({ property, reason: problem }),
      );
  },
  deadlineSeconds: wholeNumber(1, 3600),
};

/** `slipway:hosts:DockerEngine`. Every property changes in place. */
export const dockerEngine: Resource<Fleet> = {
  secretInputs: SECRET_CONNECTION,

  check({ inputs }) {
    const failures: CheckFailure[] = [];
    checkProperties(inputs, RULES, [], "", (failure) => failures.push(failure));
    return { inputs, failures };
  },

  diff: ({ inputs, oldInputs }) => ({
    changes: [
      ...changesOf(inputs, oldInputs, ["connection", "install", "deadlineSeconds"]),
      ...daemonChanges(inputs["daemon"], oldInputs["daemon"]),
    ],
  }),

  async create(call) {
    if (call.preview) {
      announceRestart(call, {}, "unless it stands there already");
      return { id: call.name, state: { ...call.inputs } };
    }
    return { id: call.name, state: { ...call.inputs, former: await setUp(call, {}) } };
  },

  async update(call) {
    const former = (call.oldState["former"] ?? {}) as Props;
    if (!call.preview)
      return { id: call.id, state: { ...call.inputs, former: await setUp(call, former) } };
    announceRestart(call, call.oldInputs, "");
    return { id: call.id, state: { ...call.inputs, former } };
  },

  async read({ id, oldInputs, oldState }, fleet) {
    if (oldState === undefined) return undefined;
    const { installed, daemon } = await readSetup(hostOf(oldState, fleet));
    if (!installed) return undefined;
    const wanted = oldInputs?.["daemon"] as Props | undefined;
    const inputs = {
      ...oldInputs,
      ...(wanted !== undefined && { daemon: managedPart(daemon, wanted) }),
    };
    return { id, inputs, state: { ...inputs, former: oldState["former"] } };
  },

  /** Gives the keys back what they had. Docker stays: what runs on it may be others'. */
  async delete({ oldState }, fleet) {
    const host = hostOf(oldState, fleet);
    const { installed, daemon } = await readSetup(host);
    if (!installed) return;
    const { next, changed } = mergeDaemon(daemon, {}, (oldState["former"] ?? {}) as Props);
    if (changed.length > 0) await writeDaemon(host, next, changed, { last: true });
  },
};

function hostOf(state: Props, fleet: Fleet): HostAccess {
  return fleet.host(state["connection"] as Connection | undefined);
}

/** @returns what the managed keys had before. */
async function setUp(call: CreateCall | UpdateCall, former: Props): Promise<Props> {
  const { connection: way, install, daemon, deadlineSeconds } = call.inputs as EngineInputs;
  const deadline = deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS;
  return untilReachable(way, deadline, call, async (host) => {
    let setup = await readSetup(host);
    if (!setup.installed) {
      if (install === false)
        throw new Error(
          `Docker isn't installed on ${host.where}, and install is false: install it there, or leave install out`,
        );
      call.log.status("installing Docker");
      const onLine = (line: string) => call.log.status(`installing Docker: ${line}`);
      await installDocker(host, { onLine, signal: call.signal });
      setup = await readSetup(host);
    }
    const merge = mergeDaemon(setup.daemon, daemon ?? {}, former);
    if (merge.changed.length > 0) {
      const { changed } = merge;
      const how = needRestart(changed).length === 0 ? "reloading" : "restarting";
      call.log.status(`${how} Docker for ${changed.join(", ")}`);
      await writeDaemon(host, merge.next, changed);
    }
    return merge.former;
  });
}

/** Containers that don't survive it are worth a line in the preview. */
function announceRestart(call: CreateCall | UpdateCall, old: Props, unless: string): void {
  const keys = daemonChanges(call.inputs["daemon"], old["daemon"]).map(({ key }) => key);
  const reasons = needRestart(keys);
  if (reasons.length === 0) return;
  const where = endpointUrl(resolveEndpoint((call.inputs as EngineInputs).connection ?? {}));
  call.log.info(
    `Docker on ${where} will be restarted for ${[reasons.join(", "), unless].filter(Boolean).join(" ")}; its containers too, unless live-restore is on`,
  );
}

function changesOf(inputs: Props, old: Props, keys: readonly string[]): PropertyChange[] {
  return keys
    .filter((key) => !deepEqual(inputs[key], old[key]))
    .map((path) => ({ path, kind: kindOf(old[path], inputs[path]) }));
}

function daemonChanges(wanted: unknown, old: unknown): (PropertyChange & { key: string })[] {
  const [after, before] = [isObject(wanted) ? wanted : {}, isObject(old) ? old : {}];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !deepEqual(after[key], before[key]))
    .map((key) => ({
      key,
      path: joinPath("daemon", key),
      kind: kindOf(before[key], after[key]),
    }));
}

function kindOf(before: unknown, after: unknown): PropertyChange["kind"] {
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}

/** What isn't known yet is checked once it is. */
function known(config: Props): Props {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => !containsUnknown(value)));
}
