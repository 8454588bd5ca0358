import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { Lab } from "../../../lab/lab";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { copyImage } from "../../support/copy-image";
import { provider as dockerProvider } from "../../../plugins/docker/provider";
import { provider } from "../../../plugins/slipway/provider";
import type { Props } from "../../../plugins/runtime/resource";
import {
  secret,
  startProvider,
  type Kept,
  type ProviderHarness,
} from "../../support/provider-harness";

// Managers take their time to agree.
vi.setConfig({ testTimeout: 180_000 });

const SWARM = "slipway:swarm:Swarm";
const NODE = "slipway:swarm:Node";

let lab: Lab;
let image: string;
let plugin: ProviderHarness;
type Live = Kept & { inputs: Props; type: string; name: string };

const engine = (index: number) =>
  new Docker({ socketPath: lab.hosts[index]!.dockerHost.replace(/^unix:\/\//, "") });
const at = (index: number) => ({ host: lab.hosts[index]!.dockerHost });
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
  const found = (await engine(index).listNodes()) as {
    ID: string;
    Spec: { Role: string; Availability: string; Labels: Record<string, string> };
    Status: { State: string };
    ManagerStatus?: { Reachability: string };
  }[];
  return found;
}

async function call(index: number, path: string): Promise<unknown> {
  const { modem } = engine(index);
  return await new Promise((resolve, reject) =>
    modem.dial({ path, method: "GET", statusCodes: { 200: true } }, (error, answer) =>
      error ? reject(error) : resolve(answer),
    ),
  );
}

beforeAll(async () => {
  image = await ensureBusyboxImage();
  lab = await Lab.start("swarm-contract", { hosts: 4 });
  await copyImage(image, lab.hosts[1]!.dockerHost);
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
    const found = (await engine(0).swarmInspect()) as never as {
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

  it("must be taken on, not made again, where an interrupted run has made it", async () => {
    const again = await create(SWARM, "swarm", swarm.inputs);
    expect(again.id).toBe(swarm.id);
    await expect(create(SWARM, "other", swarm.inputs)).rejects.toThrow(
      `is in a swarm already (${swarm.id}), which this resource hasn't made`,
    );
  });

  it("must be imported by its id", async () => {
    vi.stubEnv("DOCKER_HOST", at(0).host);
    const read = await plugin.read(SWARM, swarm.id, {}, { name: "swarm" });
    expect(read?.inputs).toMatchObject({ taskHistoryLimit: 2, heartbeatSeconds: 2 });
    const [own] = await nodes();
    const found = await plugin.read(NODE, own!.ID, {}, { name: "n0" });
    expect(found?.inputs).toMatchObject({
      role: "manager",
      availability: "active",
      swarm: swarm.id,
    });
    vi.unstubAllEnvs();
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
    await engine(3).swarmLeave({});
    await vi.waitFor(async () => expect(await refresh(members[3]!)).toBeUndefined(), 20_000);
    const remoteAddrs = [`${lab.hosts[0]!.address}:2377`];
    const again = await create(NODE, "n3", nodeInputs(3, { remoteAddrs }));
    expect(again.id).not.toBe(members[3]!.id);
    expect((await nodes()).map(({ ID }) => ID)).not.toContain(members[3]!.id);
    members[3] = again;
  });

  it("must replace the first manager by way of the others", async () => {
    members[3] = await update(members[3]!, nodeInputs(3, { role: "manager" }));
    const [first] = members.splice(0, 1);
    await remove(first!);
    expect(await nodes(1)).toHaveLength(3);
    const own = (await engine(0).info()) as { Swarm: { LocalNodeState: string } };
    expect(own.Swarm.LocalNodeState).toBe("inactive");
    swarm = await update(swarm, { ...swarm.inputs, managers: managers(1, 2, 3) });
  });

  it("must let a worker become a manager whose way into the swarm is gone", async () => {
    members[2] = await update(members[2]!, nodeInputs(3));
    expect((await nodes(1)).filter(({ ManagerStatus }) => ManagerStatus)).toHaveLength(2);
    const before = members[2];
    members[2] = await update(before, nodeInputs(3, { role: "manager" }));
    const found = await nodes(1);
    expect(found).toHaveLength(3);
    expect(
      found.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === "reachable"),
    ).toHaveLength(3);
    // Under another id, which the resource takes over when it is read.
    expect(members[2].state["nodeId"]).not.toBe(before.state["nodeId"]);
    members[2] = (await refresh(members[2]))!;
    expect(found.map(({ ID }) => ID)).toContain(members[2].id);
    expect(await diff(members[2], members[2].inputs)).toMatchObject({ changes: "none" });
  }, 180_000);

  it("must let services be made by whichever manager is there", async () => {
    const docker = await startProvider(dockerProvider);
    const by = (...indices: number[]) => ({
      swarm: JSON.stringify({ id: swarm.id, managers: indices.map(at) }),
    });
    // The first of these has left.
    await docker.configure(by(0, 1));
    const type = "docker:index/serviceConfig:ServiceConfig";
    const { inputs } = await docker.check(type, { name: "motd", dataRaw: "hello" });
    const made = await docker.create(type, inputs);
    expect(await engine(1).listConfigs()).toHaveLength(1);
    await docker.delete(type, { ...made, inputs });
    await docker.stop();
    const elsewhere = await startProvider(dockerProvider);
    await elsewhere.configure(by(0));
    await expect(elsewhere.read(type, made.id, { inputs, state: inputs })).rejects.toThrow(
      /no manager of the swarm can be used: unix:.* is in no swarm/,
    );
    await elsewhere.stop();
  });

  it("must run what a workload becomes, and find it as it was made", async () => {
    const docker = await startProvider(dockerProvider);
    await docker.configure({
      swarm: JSON.stringify({ id: swarm.id, managers: [at(1)] }),
    });
    const type = "docker:index/service:Service";
    const change = { order: "stop-first", parallelism: 1, delay: "0s", monitor: "5s" };
    const { inputs, failures } = await docker.check(type, {
      taskSpec: {
        containerSpec: {
          image,
          commands: ["sh", "-c", "cd /tmp && echo hi > index.html && exec httpd -f -p 8080"],
          init: true,
          readOnly: false,
          capDrops: ["CAP_AUDIT_WRITE", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETFCAP"],
          healthcheck: {
            tests: ["CMD-SHELL", "wget -q -O /dev/null http://127.0.0.1:8080/"],
            interval: "1s",
            timeout: "3s",
            retries: 3,
            startPeriod: "10s",
          },
          mounts: [
            {
              type: "volume",
              source: "web-data-{{.Task.Slot}}",
              target: "/data",
              readOnly: false,
              volumeOptions: { labels: [{ label: "slipway.workload", value: "web" }] },
            },
          ],
          stopGracePeriod: "1s",
          labels: [{ label: "slipway.workload", value: "web" }],
        },
        placement: { constraints: ["node.labels.at==1"], prefs: ["spread=node.labels.at"] },
        resources: { limits: { memoryBytes: 32 * 1024 * 1024 }, reservation: { nanoCpus: 1e7 } },
        restartPolicy: { condition: "any" },
        logDriver: { name: "json-file", options: { "max-file": "3", "max-size": "10m" } },
      },
      mode: { replicated: { replicas: 1 } },
      updateConfig: { ...change, failureAction: "rollback" },
      rollbackConfig: { ...change, failureAction: "pause" },
      endpointSpec: {
        mode: "dnsrr",
        ports: [{ targetPort: 8080, publishedPort: 8080, protocol: "tcp", publishMode: "host" }],
      },
      convergeConfig: { timeout: "1m5s" },
      labels: [{ label: "slipway.workload", value: "web" }],
    });
    expect(failures).toEqual([]);
    const made = await docker.create(type, inputs);
    expect(made.notReady).toBeUndefined();
    const response = await fetch(`http://${lab.hosts[1]!.address}:8080/`);
    expect(await response.text()).toBe("hi\n");
    const read = await docker.read(type, made.id, { inputs, state: made.state });
    expect(await docker.diff(type, read!, inputs)).toMatchObject({ changes: "none" });
    await docker.delete(type, { ...made, inputs });
    await docker.stop();
  }, 120_000);

  it("must unlock a manager whose engine was restarted", async () => {
    swarm = await update(swarm, { ...swarm.inputs, autolock: true });
    const { UnlockKey } = (await call(1, "/swarm/unlockkey")) as { UnlockKey: string };
    expect(swarm.state["unlockKey"]).toEqual(secret(UnlockKey));
    await lab.hosts[2]!.engine.restart();
    const read = await refresh(swarm);
    expect(read?.notReady).toEqual([
      expect.stringContaining("is locked since its engine was restarted"),
    ]);
    swarm = await update(read!, swarm.inputs);
    await vi.waitFor(async () => expect(await nodes(2)).toHaveLength(3), 60_000);
  }, 120_000);

  it("must take out a manager whose host is gone", async () => {
    await lab.hosts[2]!.destroy();
    const gone = members[1]!;
    await remove({ ...gone, state: { ...gone.state, managers: managers(2, 1, 3) } });
    expect(await nodes(1)).toHaveLength(2);
  }, 60_000);
});
