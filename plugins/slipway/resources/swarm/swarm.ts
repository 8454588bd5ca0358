import { firstManager, NoManagerError, type Manager } from "../../../docker/client/first-manager";
import { changeVersion } from "../../../docker/client/change-version";
import { isEngineError } from "../../../docker/client/engine-error";
import type { EngineSwarm } from "../../../docker/client/swarm-membership";
import { changesBetween } from "../../../docker/diff/treatment";
import {
  UNKNOWN,
  type Call,
  type CreateCall,
  type DeleteCall,
  type Live,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  type UpdateCall,
} from "../../../runtime/resource";
import type { Fleet } from "../../client/fleet";
import { until } from "../../wait/until";
import { managerHosts, swarmHost, type SwarmHost } from "./managers";
import { NODE_DEFAULTS } from "./node-inputs";
import { join } from "./node-join";
import { checkSwarm, SWARM_TABLE, type SwarmInputs } from "./swarm-inputs";
import { isOwn, swarmFound, swarmSpec } from "./swarm-settings";
import { lockedManagers, unlockManagers } from "./unlock";

/** Seconds in which every node takes over a new CA. */
const CA_ROTATION = 300;
const LISTEN = "0.0.0.0:2377";
/** The docker command's own. Without one, managers that become the leader later schedule nothing ("invalid pools size"). */
const SUBNET_SIZE = 24;

/** `slipway:swarm:Swarm`: what all nodes of a swarm share. Every change is made in place. */
export const swarm: Resource<Fleet> = {
  secretInputs: ["managers[*].connection.keyMaterial"],
  secretOutputs: ["workerToken", "managerToken", "unlockKey"],

  check: checkSwarm,

  diff: ({ oldInputs, inputs }) => ({ changes: changesBetween(SWARM_TABLE, oldInputs, inputs) }),

  async create(call: CreateCall, fleet: Fleet): Promise<Live> {
    const inputs = call.inputs as unknown as SwarmInputs;
    if (call.preview) return { id: "", state: previewState(call.inputs) };
    const { swarm: made } =
      (await ownSwarm(inputs, call, fleet)) ?? (await init(inputs, call, fleet));
    // One that an interrupted run has made may have other settings.
    return await change({ ...call, id: made.ID, oldInputs: call.inputs, oldState: {} }, fleet);
  },

  async update(call: UpdateCall, fleet: Fleet): Promise<Live> {
    if (call.preview) return { id: call.id, state: previewState(call.inputs, call) };
    const key = call.oldState["unlockKey"];
    const { managers } = call.inputs as unknown as SwarmInputs;
    if (typeof key === "string" && key !== "")
      await unlockManagers(managerHosts(fleet, managers), key, call);
    return await change(call, fleet);
  },

  async read(call: ReadCall, fleet: Fleet): Promise<Read | undefined> {
    const managers = call.oldState
      ? (call.oldState as unknown as SwarmInputs).managers
      : [{ name: "manager" }];
    const before = call.oldInputs ?? { managers };
    const hosts = managerHosts(fleet, managers);
    const mayBeLocked = call.oldState?.["unlockKey"] !== undefined;
    const locked = (mayBeLocked ? await lockedManagers(hosts) : []).map(
      ({ host }) =>
        `the manager ${host.where} is locked since its engine was restarted: the next \`pulumi up\` unlocks it`,
    );
    try {
      const found = await firstManager(hosts, call.id);
      const inputs = { ...before, ...swarmFound(found.swarm, call.oldInputs) };
      const state = await stateOf(found, inputs);
      return { id: call.id, inputs, state, ...(locked.length > 0 && { notReady: locked }) };
    } catch (error) {
      if (!(error instanceof NoManagerError)) throw error;
      if (error.all("inactive", "foreign")) return undefined;
      // Nobody can be asked before they are unlocked.
      if (locked.length > 0 && call.oldState !== undefined)
        return { id: call.id, inputs: before, state: call.oldState, notReady: locked };
      throw error;
    }
  },

  /** The nodes leave by themselves, the last one with the swarm. What is left here was never a `Node`. */
  async delete(call: DeleteCall, fleet: Fleet): Promise<void> {
    const { managers } = call.oldState as unknown as SwarmInputs;
    for (const { host, membership } of managerHosts(fleet, managers)) {
      try {
        if ((await membership.swarm()).ID === call.id) await membership.leave(true);
      } catch (error) {
        if (!isEngineError(error)) throw error;
        if (error.status === undefined)
          call.log.warn(
            `${host.where} wasn't asked whether it has left the swarm: ${error.message}`,
          );
      }
    }
  },
};

/** The swarm that an interrupted run of this very resource has made. */
async function ownSwarm(
  { managers }: SwarmInputs,
  { urn }: Call,
  fleet: Fleet,
): Promise<Manager<SwarmHost> | undefined> {
  const hosts = managerHosts(fleet, managers);
  for (const each of hosts) {
    const { host, membership } = each;
    const { LocalNodeState } = await membership.own();
    if (LocalNodeState === "inactive") continue;
    const found = await firstManager([each], undefined);
    if (isOwn(found.swarm.Spec.Labels, urn)) return found;
    throw new Error(
      `${host.where} is in a swarm already (${found.swarm.ID}), which this resource hasn't made: import it (\`pulumi import slipway:swarm:Swarm NAME ${found.swarm.ID}\`, with DOCKER_HOST set to that host), or run \`docker swarm leave --force\` there`,
    );
  }
  return undefined;
}

async function init(
  inputs: SwarmInputs,
  { urn, log }: Call,
  fleet: Fleet,
): Promise<Manager<SwarmHost>> {
  const [first] = inputs.managers;
  const own = swarmHost(fleet, first!.connection);
  const { advertiseAddr, listenAddr = LISTEN, dataPathAddr } = first!;
  log.status(`making the swarm on ${own.host.where}`);
  try {
    await own.membership.init({
      ListenAddr: listenAddr,
      ...(advertiseAddr !== undefined && { AdvertiseAddr: advertiseAddr }),
      ...(dataPathAddr !== undefined && { DataPathAddr: dataPathAddr }),
      ...(inputs.dataPathPort !== undefined && { DataPathPort: inputs.dataPathPort }),
      ...(inputs.defaultAddrPools && { DefaultAddrPool: inputs.defaultAddrPools }),
      SubnetSize: inputs.subnetSize ?? SUBNET_SIZE,
      Spec: swarmSpec(inputs, urn),
    });
  } catch (error) {
    if (!isEngineError(error, "badRequest") || advertiseAddr !== undefined) throw error;
    throw new Error(
      `${own.host.where} can't make a swarm: ${error.message}; where the host has several addresses, give the one by which the others reach it as \`advertiseAddr\``,
      { cause: error },
    );
  }
  return await firstManager([own], undefined);
}

async function change(call: UpdateCall, fleet: Fleet): Promise<Live> {
  const inputs = call.inputs as unknown as SwarmInputs;
  const hosts = managerHosts(fleet, inputs.managers);
  const manager = await firstManager(hosts, call.id).catch(async (error: unknown) => {
    if (!(error instanceof NoManagerError) || !error.all("inactive")) throw error;
    await handOver(call, fleet);
    return await firstManager(hosts, call.id);
  });
  const { membership } = manager;
  const rotated = (name: keyof SwarmInputs) =>
    inputs[name] !== undefined && inputs[name] !== call.oldInputs[name];
  await changeVersion(
    () => membership.swarm(),
    async ({ Version, Spec }) => {
      const spec = { ...swarmSpec(inputs, call.urn, Spec), Name: Spec.Name };
      if (rotated("caRotation"))
        spec.CAConfig = { ...spec.CAConfig, ForceRotate: (Spec.CAConfig?.ForceRotate ?? 0) + 1 };
      const locks = Spec.EncryptionConfig?.AutoLockManagers === true;
      await membership.updateSwarm(Version.Index, spec, {
        rotateWorkerToken: rotated("joinTokenRotation"),
        rotateManagerToken: rotated("joinTokenRotation"),
        rotateManagerUnlockKey: locks && rotated("unlockKeyRotation"),
      });
    },
  );
  const swarm = await until<EngineSwarm>({
    seconds: CA_ROTATION,
    signal: call.signal,
    look: async () => {
      const found = await membership.swarm();
      return found.RootRotationInProgress ? undefined : found;
    },
    late: () =>
      `the swarm's nodes haven't taken over the new CA within ${CA_ROTATION} s: \`docker node ls\` shows which are down`,
  });
  return { id: call.id, state: await stateOf({ ...manager, swarm }, call.inputs) };
}

/** Where all managers are others than before, those let in the first of the new ones, and it the rest. */
async function handOver(call: UpdateCall, fleet: Fleet): Promise<void> {
  const { managers } = call.inputs as unknown as SwarmInputs;
  const { managers: before } = call.oldInputs as unknown as SwarmInputs;
  const former = await firstManager(managerHosts(fleet, before), call.id);
  const [first] = managers;
  const { name: _, ...way } = first!;
  const inputs = { ...NODE_DEFAULTS, ...way, swarm: call.id, managers, role: "manager" as const };
  await join(inputs, former.membership, swarmHost(fleet, way.connection).membership, call);
}

async function stateOf({ membership, swarm }: Manager<SwarmHost>, inputs: Props): Promise<Props> {
  const key = await membership.unlockKey();
  return {
    ...inputs,
    swarmId: swarm.ID,
    workerToken: swarm.JoinTokens.Worker,
    managerToken: swarm.JoinTokens.Manager,
    ...(key !== "" && { unlockKey: key }),
  };
}

function previewState(inputs: Props, old?: UpdateCall): Props {
  const rotates = (...names: string[]) =>
    names.some((name) => inputs[name] !== old?.oldInputs[name]);
  const tokens = rotates("joinTokenRotation", "caRotation");
  const { swarmId = UNKNOWN, workerToken, managerToken, unlockKey } = old?.oldState ?? {};
  const key = rotates("unlockKeyRotation", "autolock") ? UNKNOWN : unlockKey;
  return {
    ...inputs,
    swarmId,
    workerToken: old && !tokens ? workerToken : UNKNOWN,
    managerToken: old && !tokens ? managerToken : UNKNOWN,
    ...(inputs["autolock"] !== false && { unlockKey: key ?? UNKNOWN }),
  };
}
