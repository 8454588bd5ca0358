import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { provider } from "../../../plugins/slipway/provider";
import type { Props } from "../../../plugins/runtime/resource";
import {
  secret,
  startProvider,
  type Kept,
  type ProviderHarness,
} from "../../support/provider-harness";
import { startSwarmLab, type SwarmLab } from "../../support/swarm-lab";

const SWARM = "slipway:swarm:Swarm";
const NODE = "slipway:swarm:Node";

let lab: SwarmLab;
let plugin: ProviderHarness;
type Live = Kept & { inputs: Props; type: string; name: string };

const at = (index: number) => ({ host: lab.hosts[index]!.host.dockerHost });
const managers = (...indices: number[]) =>
  indices.map((index) => ({ name: `h${index}`, connection: at(index) }));

async function checked(type: string, name: string, inputs: Props, old?: Props): Promise<Props> {
  const result = await plugin.check(type, inputs, old ?? {}, { name });
  if (result.failures.length > 0)
    throw new Error(result.failures.map((each) => `${each.property}: ${each.reason}`).join("\n"));
  return result.inputs;
}

async function create(type: string, name: string, given: Props): Promise<Live> {
  const inputs = await checked(type, name, given);
  return { ...(await plugin.create(type, inputs, { name })), inputs, type, name };
}

async function update(old: Live, given: Props): Promise<Live> {
  const inputs = await checked(old.type, old.name, given, old.inputs);
  const kept = await plugin.update(old.type, old, inputs, { name: old.name });
  return { ...old, notReady: undefined, ...kept, inputs };
}

async function diff(old: Live, given: Props) {
  const inputs = await checked(old.type, old.name, given, old.inputs);
  return await plugin.diff(old.type, old, inputs, { name: old.name });
}

async function refresh(old: Live): Promise<Live | undefined> {
  const read = await plugin.read(old.type, old.id, old, { name: old.name });
  return read && { ...old, notReady: undefined, ...read };
}

const remove = (old: Live) => plugin.delete(old.type, old, { name: old.name });

async function nodes(index = 0) {
  const found = (await lab.hosts[index]!.docker.listNodes()) as {
    ID: string;
    Spec: { Role: string; Availability: string; Labels: Record<string, string> };
    Status: { State: string };
    ManagerStatus?: { Reachability: string };
  }[];
  return found;
}

async function call(index: number, path: string): Promise<unknown> {
  const { modem } = lab.hosts[index]!.docker;
  return await new Promise((resolve, reject) =>
    modem.dial({ path, method: "GET", statusCodes: { 200: true } }, (error, answer) =>
      error ? reject(error) : resolve(answer),
    ),
  );
}

beforeAll(async () => {
  lab = await startSwarmLab(["swc0", "swc1", "swc2", "swc3"]);
  plugin = await startProvider(provider);
  await plugin.configure();
}, 120_000);

afterAll(async () => {
  await plugin?.stop();
  await lab?.remove();
});

describe("a swarm", () => {
  let swarm: Live;
  const members: Live[] = [];
  const nodeInputs = (index: number, more: Props = {}): Props => ({
    connection: at(index),
    swarm: swarm.state["swarmId"],
    managers: managers(0, 1, 2),
    ...more,
  });

  it("must be made, with its settings", async () => {
    swarm = await create(SWARM, "swarm", {
      managers: managers(0),
      taskHistoryLimit: 2,
      heartbeatSeconds: 2,
      certExpiryHours: 48,
      defaultAddrPools: ["10.60.0.0/16"],
    });
    const found = (await lab.hosts[0]!.docker.swarmInspect()) as never as {
      ID: string;
      Spec: Record<string, Record<string, unknown>>;
      DefaultAddrPool: string[];
      JoinTokens: { Worker: string };
    };
    expect(swarm.id).toBe(found.ID);
    expect(found.Spec).toMatchObject({
      Orchestration: { TaskHistoryRetentionLimit: 2 },
      Dispatcher: { HeartbeatPeriod: 2e9 },
      CAConfig: { NodeCertExpiry: 48 * 3600e9 },
      EncryptionConfig: { AutoLockManagers: false },
    });
    expect(found.DefaultAddrPool).toEqual(["10.60.0.0/16"]);
    expect(swarm.state["swarmId"]).toBe(found.ID);
    expect(swarm.state["workerToken"]).toEqual(secret(found.JoinTokens.Worker));
  });

  it("must be the same when read again", async () => {
    const read = await refresh(swarm);
    expect(await diff(read!, swarm.inputs)).toMatchObject({ changes: "none" });
  });

  it("must take on its first manager, and let others join", async () => {
    for (const index of [0, 1, 2])
      members.push(
        await create(
          NODE,
          `n${index}`,
          nodeInputs(index, { role: "manager", labels: { at: `${index}` } }),
        ),
      );
    members.push(await create(NODE, "n3", nodeInputs(3, { labels: { disk: "ssd" } })));
    const found = await nodes();
    expect(found).toHaveLength(4);
    expect(
      found.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === "reachable"),
    ).toHaveLength(3);
    expect(found.find(({ ID }) => ID === members[3]!.id)?.Spec).toMatchObject({
      Role: "worker",
      Availability: "active",
      Labels: { disk: "ssd" },
    });
    expect(members[3]!.state["address"]).toBe(lab.hosts[3]!.address);
  });

  it("must find its nodes as they were made", async () => {
    for (const member of members)
      expect(await diff((await refresh(member))!, member.inputs)).toMatchObject({
        changes: "none",
      });
  });

  it("must promote and demote in place, and see what was changed by hand", async () => {
    members[3] = await update(
      members[3]!,
      nodeInputs(3, { role: "manager", availability: "drain" }),
    );
    expect((await nodes()).filter(({ ManagerStatus }) => ManagerStatus)).toHaveLength(4);
    members[3] = await update(members[3], nodeInputs(3, { labels: { disk: "hdd" } }));
    expect((await nodes()).filter(({ ManagerStatus }) => ManagerStatus)).toHaveLength(3);
    const [own] = (await nodes()).filter(({ ID }) => ID === members[3]!.id);
    expect(own?.Spec).toMatchObject({ Availability: "active", Labels: { disk: "hdd" } });
  });

  it("must rotate its join tokens, and not its nodes", async () => {
    const before = swarm.state["workerToken"];
    const inputs = { ...swarm.inputs, managers: managers(0, 1, 2), joinTokenRotation: "spring" };
    swarm = await update(swarm, inputs);
    expect(swarm.state["workerToken"]).not.toEqual(before);
    expect(await diff((await refresh(swarm))!, inputs)).toMatchObject({ changes: "none" });
  });

  it("must refuse to lose the managers' quorum", async () => {
    await expect(checked(SWARM, "swarm", { managers: managers(0) }, swarm.inputs)).rejects.toThrow(
      "managers: 2 of 3 managers (h1, h2) would stop being managers at once",
    );
  });

  it("must see a node that has left by itself, and let it join again", async () => {
    await lab.hosts[3]!.docker.swarmLeave({});
    await vi.waitFor(async () => expect(await refresh(members[3]!)).toBeUndefined(), 20_000);
    const again = await create(NODE, "n3", nodeInputs(3));
    expect(again.id).not.toBe(members[3]!.id);
    expect((await nodes()).map(({ ID }) => ID)).not.toContain(members[3]!.id);
    members[3] = again;
  });

  it("must replace the first manager by way of the others", async () => {
    members[3] = await update(members[3]!, nodeInputs(3, { role: "manager" }));
    const [first] = members.splice(0, 1);
    await remove(first!);
    expect(await nodes(1)).toHaveLength(3);
    const own = (await lab.hosts[0]!.docker.info()) as { Swarm: { LocalNodeState: string } };
    expect(own.Swarm.LocalNodeState).toBe("inactive");
    swarm = await update(swarm, { ...swarm.inputs, managers: managers(1, 2, 3) });
  });

  it("must unlock a manager whose engine was restarted", async () => {
    swarm = await update(swarm, { ...swarm.inputs, autolock: true });
    const { UnlockKey } = (await call(1, "/swarm/unlockkey")) as { UnlockKey: string };
    expect(swarm.state["unlockKey"]).toEqual(secret(UnlockKey));
    await lab.hosts[2]!.host.restartEngine();
    const read = await refresh(swarm);
    expect(read?.notReady).toEqual([
      expect.stringContaining("is locked since its engine was restarted"),
    ]);
    swarm = await update(read!, swarm.inputs);
    await vi.waitFor(async () => expect(await nodes(2)).toHaveLength(3), 20_000);
  });

  it("must take out a manager whose host is gone", async () => {
    await lab.hosts[2]!.host.remove();
    const gone = members[1]!;
    await remove({ ...gone, state: { ...gone.state, managers: managers(2, 1, 3) } });
    expect(await nodes(1)).toHaveLength(2);
  }, 60_000);
});
