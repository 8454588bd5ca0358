import type { EngineTask } from "../../../docker/client/swarm-types";
import type { SwarmMembership } from "../../../docker/client/swarm-membership";
import type { Call } from "../../../runtime/resource";
import { until } from "../../wait/until";
import { specifyNode } from "./specify-node";

/** A node that is to run nothing any more. */
export interface Leaving {
  id: string;
  /** For messages. */
  where: string;
  /** False where its host is gone, so that nobody ever sees the end of what ran there. */
  isThere: boolean;
  /** How long its tasks may take to run elsewhere and to end here; 0: nobody waits. */
  seconds: number;
}

/** Lets a node's tasks go elsewhere, and waits until they run there and have ended here. */
export async function drain(
  membership: SwarmMembership,
  { id, where, isThere, seconds }: Leaving,
  { log, signal }: Pick<Call, "log" | "signal">,
): Promise<void> {
  const before = (await membership.tasks({ node: [id] })).filter(
    // Tasks of global services have no slot, and no other place to go to.
    ({ Slot, DesiredState }) => Slot && DesiredState === "running",
  );
  await specifyNode(membership, id, { Availability: "drain" });
  if (seconds === 0) return;
  const services = [...new Set(before.map(({ ServiceID }) => ServiceID))];
  let open: string[] = [];
  await until({
    seconds,
    signal,
    look: async () => {
      const now = services.length === 0 ? [] : await membership.tasks({ service: services });
      const missing = before.flatMap((task) => missingOf(task, now, id) ?? []);
      const here = isThere ? await membership.tasks({ node: [id] }) : [];
      const ending = here.filter(runs);
      open = [...missing, ...ending.map((task) => `${nameOf(task)} still ends`)];
      log.status(
        `draining: ${missing.length} of ${before.length} tasks don't run elsewhere yet, ${ending.length} still end here`,
      );
      return open.length === 0 ? true : undefined;
    },
    late: () =>
      `${where} is drained, but after ${seconds} s not all is done: ${open.join("; ")}; make room for the tasks on other nodes, take their services out, or give more time by \`drainTimeoutSeconds\` (0: nobody waits), and run the update again`,
  });
}

function runs({ Status }: EngineTask): boolean {
  return ["preparing", "starting", "running"].includes(Status.State);
}

/** What is to be said of a task whose place in its service is wanted still, and isn't taken on another node. */
function missingOf(
  gone: EngineTask,
  tasks: readonly EngineTask[],
  node: string,
): string | undefined {
  const wanted = tasks.filter(
    ({ ServiceID, Slot, DesiredState }) =>
      ServiceID === gone.ServiceID &&
      Slot === gone.Slot &&
      ["running", "ready"].includes(DesiredState),
  );
  if (wanted.length === 0) return undefined;
  if (wanted.some(({ NodeID, Status }) => NodeID !== node && Status.State === "running"))
    return undefined;
  const { State, Err, Message } = (wanted.find(({ NodeID }) => NodeID !== node) ?? wanted[0]!)
    .Status;
  return `${nameOf(gone)} is ${State} (${Err ?? Message ?? "no reason given"})`;
}

function nameOf({ ServiceID, Slot }: EngineTask): string {
  return `task ${Slot || "(global)"} of service ${ServiceID}`;
}
