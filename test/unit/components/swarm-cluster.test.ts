import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/hosts/docker-host";
import { HostGroup } from "../../../components/hosts/host-group";
import { SwarmCluster, type SwarmClusterArgs } from "../../../components/swarm/swarm-cluster";
import { Workload } from "../../../components/workloads/workload";
import type { WorkloadArgs } from "../../../components/workloads/workload-args";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled } from "./support/mocks";

const SERVICE = "docker:index/service:Service";

function fleet(): HostGroup {
  const host = (role: string) => ({ host: `ssh://root@${role}`, roles: [role], region: "fra1" });
  return new HostGroup("fleet", {
    hosts: { m1: host("manager"), m2: host("manager"), m3: host("manager"), w1: host("worker") },
  });
}

function cluster(more: Partial<SwarmClusterArgs> = {}): SwarmCluster {
  const hosts = fleet();
  return new SwarmCluster("swarm", {
    managers: hosts.where({ role: "manager" }),
    workers: hosts.where({ role: "worker" }),
    ...more,
  });
}

beforeEach(() => mockEngine());
afterEach(() => settled());

describe("SwarmCluster", () => {
  it("makes the swarm by its managers, and a node for each host with its labels", async () => {
    cluster({ nodes: { m1: { advertiseAddr: "10.0.0.1" }, w1: { labels: { disk: "ssd" } } } });
    await settled();
    const [swarm] = ofType("slipway:swarm:Swarm");
    const managers = ["m1", "m2", "m3"].map((name) => ({
      name,
      connection: { host: "ssh://root@manager" },
    }));
    expect(swarm?.inputs).toEqual({
      managers: [{ ...managers[0], advertiseAddr: "10.0.0.1" }, managers[1], managers[2]],
    });
    const nodes = ofType("slipway:swarm:Node");
    expect(nodes.map(({ name, inputs }) => [name, inputs["role"]])).toEqual([
      ["swarm-m1", "manager"],
      ["swarm-m2", "manager"],
      ["swarm-m3", "manager"],
      ["swarm-w1", "worker"],
    ]);
    expect(nodes[3]!.inputs).toMatchObject({
      connection: { host: "ssh://root@worker" },
      managers,
      labels: { host: "w1", "role.worker": "true", region: "fra1", disk: "ssd" },
    });
  });

  it("gives what runs in it a provider that knows all managers", async () => {
    cluster();
    await settled();
    const provider = ofType("pulumi:providers:docker").find(({ name }) => name === "swarm");
    expect(provider?.inputs["host"]).toBe("ssh://root@manager");
    expect(JSON.parse(provider?.inputs["swarm"] as string)).toMatchObject({
      managers: [{ host: "ssh://root@manager" }, {}, {}],
    });
  });

  it("says everything that is wrong at once", () => {
    const host = new DockerHost("a");
    const text = messageOf(
      () => new SwarmCluster("s", { managers: [], workers: [host, host], nodes: { b: {} } }),
    );
    expect(text).toContain("managers: expected at least one host, got none");
    expect(text).toContain("workers: the host a is there twice");
    expect(text).toContain("nodes.b: no manager or worker is called b");
  });
});

describe("a workload on a swarm", () => {
  const make = (args: Partial<WorkloadArgs> = {}) =>
    new Workload("web", { on: cluster(), image: "nginx:1.27", ...args });

  it("is a service with these inputs and no others", async () => {
    make({ replicas: 3, resources: { memoryMib: 64, reservations: { cpus: 0.5 } } });
    await settled();
    expect(ofType(SERVICE)[0]?.inputs).toEqual({
      taskSpec: {
        containerSpec: {
          image: "nginx:1.27",
          init: true,
          readOnly: false,
          capDrops: ["CAP_AUDIT_WRITE", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETFCAP"],
          stopGracePeriod: "10s",
          labels: [{ label: "slipway.workload", value: "web" }],
        },
        resources: {
          limits: { memoryBytes: 64 * 1024 * 1024 },
          reservation: { nanoCpus: 5e8 },
        },
        restartPolicy: { condition: "any" },
        logDriver: { name: "json-file", options: { "max-file": "3", "max-size": "10m" } },
      },
      mode: { replicated: { replicas: 3 } },
      updateConfig: {
        order: "start-first",
        parallelism: 3,
        delay: "0s",
        monitor: "5s",
        failureAction: "rollback",
      },
      rollbackConfig: {
        order: "start-first",
        parallelism: 3,
        delay: "0s",
        monitor: "5s",
        failureAction: "pause",
      },
      endpointSpec: { mode: "vip" },
      convergeConfig: { timeout: "1m5s" },
      labels: [{ label: "slipway.workload", value: "web" }],
    });
  });

  it("is placed by what is known of hosts, published, and changed at its pace", async () => {
    const on = cluster().place({
      where: { role: "worker" },
      constraints: ["node.role==worker"],
      spread: ["region"],
      endpointMode: "dnsrr",
    });
    new Workload("web", {
      on,
      replicas: 1,
      rollout: { waitSeconds: 7 },
      image: "nginx:1.27",
      ports: [{ port: 80, publish: { port: 8080, address: "0.0.0.0" } }],
    });
    await settled();
    expect(ofType(SERVICE)[0]?.inputs).toMatchObject({
      taskSpec: {
        placement: {
          constraints: ["node.labels.role.worker==true", "node.role==worker"],
          prefs: ["spread=node.labels.region"],
        },
      },
      endpointSpec: {
        mode: "dnsrr",
        ports: [{ targetPort: 80, publishedPort: 8080, protocol: "tcp", publishMode: "host" }],
      },
      updateConfig: { order: "stop-first", parallelism: 1, delay: "7s", monitor: "7s" },
    });
  });

  it("gets its files as configs named by content, and as secrets", async () => {
    make({
      files: [
        { path: "/etc/motd", content: "hello" },
        { path: "/run/key", content: "hunter2", secret: true },
      ],
    });
    await settled();
    const [config] = ofType("docker:index/serviceConfig:ServiceConfig");
    expect(config?.name).toBe("web-etc-motd");
    expect(config?.inputs["name"]).toMatch(/^web-etc-motd-[0-9a-f]{12}$/);
    const [secret] = ofType("docker:index/secret:Secret");
    expect(secret?.name).toBe("web-run-key");
    expect(secret?.inputs["name"]).toBeUndefined();
    expect(ofType(SERVICE)[0]?.inputs).toMatchObject({
      taskSpec: {
        containerSpec: {
          configs: [{ configId: "web-etc-motd-id", fileName: "/etc/motd", fileMode: 0o644 }],
          secrets: [{ secretId: "web-run-key-id", fileName: "/run/key", fileMode: 0o400 }],
        },
      },
    });
  });

  it("mounts volumes of the nodes, one for each task where they are exclusive", async () => {
    make({
      volumes: [
        { path: "/data", name: "data" },
        { path: "/cache", name: "cache", access: "shared" },
        { path: "/scratch", tmpfs: { sizeMib: 1 } },
      ],
    });
    await settled();
    const inputs = ofType(SERVICE)[0]?.inputs as {
      taskSpec: { containerSpec: { mounts: { source?: string; type: string }[] } };
    };
    expect(inputs.taskSpec.containerSpec.mounts.map(({ source, type }) => [type, source])).toEqual([
      ["volume", "web-data-{{.Task.Slot}}"],
      ["volume", "web-cache"],
      ["tmpfs", undefined],
    ]);
  });

  it("is refused what Swarm has not", () => {
    expect(messageOf(() => make({ secretEnv: { KEY: "x" } }))).toContain(
      "secretEnv: Swarm has no secret variables",
    );
  });
});
