import { createHash } from "node:crypto";

import { deepEqual } from "../../../runtime/deep-equal";
import {
  type Call,
  type CreateCall,
  type DeleteCall,
  type DiffCall,
  type DiffResult,
  type Live,
  type PropertyChange,
  type Props,
  type Resource,
  UNKNOWN,
  type UpdateCall,
} from "../../../runtime/resource";
import { secret } from "../../../runtime/secret";
import { SECRET_CONNECTION, type Fleet } from "../../client/fleet";
import { taskFailures, withDefaults, type TaskInputs } from "./task-inputs";
import { isPlaceGone, placeOf } from "./task-place";
import { runOnce, runTask, type TaskOutcome } from "./task-run";

/** What makes a task run again. The rest is for the next time it runs. */
const RUNS_AGAIN = [
  "container",
  "freshContainer",
  "command",
  "shell",
  "env",
  "secretEnv",
  "stdin",
  "user",
  "workdir",
  "triggers",
  "onlyIf",
  "unless",
  "creates",
] as const;
const NEXT_TIME = [
  "timeoutSeconds",
  "retries",
  "retryWaitSeconds",
  "onDelete",
  "maxOutputBytes",
  "logOutput",
  "secretOutput",
] as const;
const OUTPUTS = ["stdout", "stderr", "exitCode", "durationSeconds", "ran", "why"] as const;

/**
 * `slipway:tasks:Task`: a command that runs when the task is new, when it failed the last time, and when something about
 * it or its triggers changed.
 */
export const task: Resource<Fleet> = {
  secretInputs: [...SECRET_CONNECTION, "secretEnv", "stdin"],

  check({ inputs }) {
    const checked = withDefaults(inputs);
    return { inputs: checked, failures: taskFailures(checked) };
  },

  diff({ inputs, oldInputs }: DiffCall): DiffResult {
    const changes: PropertyChange[] = [...RUNS_AGAIN, ...NEXT_TIME].flatMap((path) =>
      changesOf(path, oldInputs[path], inputs[path]),
    );
    const hosts = [oldInputs, inputs].map(hostOf);
    if (!deepEqual(hosts[0], hosts[1]))
      changes.push({
        path: "connection",
        kind: "update",
        replace: true,
        cause: "another host: it runs there, and `onDelete` on the old one",
      });
    else if (!deepEqual(oldInputs["connection"], inputs["connection"]))
      changes.push({ path: "connection", kind: "update" });
    return { changes };
  },

  async create(call: CreateCall, fleet: Fleet): Promise<Live> {
    const id = taskId(call);
    if (call.preview) {
      if (hasGuards(call.inputs)) call.log.info(GUARDED);
      return { id, state: unknownAfter(call.inputs) };
    }
    return await take(call, id, "it is new", fleet);
  },

  async update(call: UpdateCall, fleet: Fleet): Promise<Live> {
    const changed = RUNS_AGAIN.filter((key) => !deepEqual(call.oldInputs[key], call.inputs[key]));
    const failed = call.oldState["failed"] === true;
    if (changed.length === 0 && !failed) {
      const kept = Object.fromEntries(OUTPUTS.map((key) => [key, call.oldState[key]]));
      return { id: call.id, state: { ...call.inputs, ...kept } };
    }
    const why = failed
      ? "it failed the last time"
      : `${changed.join(", ")} ${changed.length === 1 ? "is" : "are"} another`;
    if (call.preview) {
      call.log.info(`runs again: ${why}${hasGuards(call.inputs) ? `; ${GUARDED}` : ""}`);
      return { id: call.id, state: unknownAfter(call.inputs) };
    }
    return await take(call, call.id, why, fleet);
  },

  async read({ id, oldInputs, oldState }) {
    if (oldInputs === undefined || oldState === undefined)
      throw new Error("a task can't be imported: nothing on a host tells that a command ran");
    return { id, inputs: oldInputs, state: oldState };
  },

  async delete(call: DeleteCall, fleet: Fleet): Promise<void> {
    const inputs = withDefaults(call.oldInputs) as unknown as TaskInputs;
    if (inputs.onDelete === undefined) return;
    const place = placeOf(inputs, call, fleet);
    call.log.status(`running onDelete ${place.words}`);
    try {
      const { failure } = await runOnce(inputs, inputs.onDelete, place, call);
      if (failure !== undefined) throw new Error(`onDelete: ${failure}`);
    } catch (error) {
      if (!isPlaceGone(error, inputs)) throw error;
      call.log.warn(`onDelete did not run: ${(error as Error).message}`);
    }
  },
};

const GUARDED =
  "whether it runs is decided at the update: its guards aren't asked in a preview, which runs nothing";

async function take(
  call: CreateCall | UpdateCall,
  id: string,
  why: string,
  fleet: Fleet,
): Promise<Live> {
  const inputs = call.inputs as unknown as TaskInputs;
  const outcome = await runTask(inputs, why, placeOf(inputs, call, fleet), call);
  const state = { ...call.inputs, ...outputsOf(inputs, outcome) };
  if (outcome.failure === undefined) return { id, state };
  // As secrets in state, the same lines would be masked in the next failure.
  const said = isHidden(inputs) ? { stdout: "", stderr: "" } : {};
  // Kept as not ready, so that it runs again at the next `up`, and `onDelete` knows of it.
  return { id, state: { ...state, ...said, failed: true }, notReady: [outcome.failure] };
}

function outputsOf(inputs: TaskInputs, { result, why }: TaskOutcome): Props {
  if (result === undefined) return { stdout: "", stderr: "", ran: false, why };
  const { stdout, stderr, exitCode, durationSeconds } = result;
  const hidden = isHidden(inputs);
  return {
    stdout: hidden ? secret(stdout) : stdout,
    stderr: hidden ? secret(stderr) : stderr,
    ...(exitCode !== undefined && { exitCode }),
    durationSeconds,
    ran: true,
    why,
  };
}

function isHidden({ secretOutput, stdin, secretEnv }: TaskInputs): boolean {
  return secretOutput || stdin !== undefined || secretEnv !== undefined;
}

function unknownAfter(inputs: Props): Props {
  return { ...inputs, ...Object.fromEntries(OUTPUTS.map((key) => [key, UNKNOWN])) };
}

function hasGuards({ onlyIf, unless, creates }: Props): boolean {
  return onlyIf !== undefined || unless !== undefined || creates !== undefined;
}

/** One by one in a list, so that the preview names the trigger that changed. */
function changesOf(path: string, before: unknown, after: unknown): PropertyChange[] {
  if (deepEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((each, index) =>
      deepEqual(each, after[index]) ? [] : [{ path: `${path}[${index}]`, kind: "update" as const }],
    );
  if (before === undefined) return [{ path, kind: "add" }];
  return [{ path, kind: after === undefined ? "delete" : "update" }];
}

function hostOf(inputs: Props): unknown {
  const { host, context } = (inputs["connection"] ?? {}) as { host?: unknown; context?: unknown };
  return [host, context];
}

function taskId({ name, urn }: Call): string {
  return `${name}-${createHash("sha256").update(urn).digest("hex").slice(0, 7)}`;
}
