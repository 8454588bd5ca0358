import * as docker from "@pulumi/docker";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/hosts/docker-host";
import { HostGroup } from "../../../components/hosts/host-group";
import { Image } from "../../../components/images/image";
import { PrivateNetwork } from "../../../components/networks/private-network";
import { Workload } from "../../../components/workloads/workload";
import type { WorkloadArgs } from "../../../components/workloads/workload-args";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const CONTAINER = "docker:index/container:Container";
const PAUSE = "slipway:rollout:Pause";
const names = (type: string) => ofType(type).map(({ name }) => name);

function fleet(): HostGroup {
  return new HostGroup("fleet", {
    hosts: {
      a: { host: "unix:///a.sock", roles: ["web"] },
      b: { host: "unix:///b.sock", roles: ["web", "db"], region: "eu" },
      c: { host: "unix:///c.sock", environment: "prod", labels: { rack: "1" } },
    },
  });
}

function place(args: Partial<WorkloadArgs>): Workload {
  return new Workload("web", { on: fleet(), image: "nginx:1.27", ...args });
}

describe("HostGroup", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("makes a provider for each host, in the order given", async () => {
    const group = fleet();
    await settled();
    expect(group.hosts.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(ofType("pulumi:providers:docker").map(({ name, inputs }) => [name, inputs])).toEqual([
      ["a", { host: "unix:///a.sock" }],
      ["b", { host: "unix:///b.sock" }],
      ["c", { host: "unix:///c.sock" }],
    ]);
  });

  it("selects by what is known before up, again and again", () => {
    const selected = fleet().where({ role: "web" });
    expect(selected.hosts.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(selected.where({ not: { region: "eu" } }).hosts.map(({ name }) => name)).toEqual(["a"]);
    expect(fleet().where({ labels: { rack: "2" } }).hosts).toEqual([]);
  });

  it("gives hosts what they don't say themselves, joins labels, and hands the last word on", async () => {
    const group = new HostGroup("fleet", {
      hosts: {
        a: { host: "unix:///a.sock", labels: { rack: "1" }, environment: undefined },
        b: { host: "unix:///b.sock", environment: "test" },
      },
      defaults: { environment: "prod", labels: { by: "slipway" }, roles: ["web"] },
      each: (args, name) => (name === "b" ? { ...args, roles: ["db"] } : args),
    });
    await settled();
    expect(group.hosts.map(({ traits }) => traits)).toEqual([
      { name: "a", roles: ["web"], labels: { by: "slipway", rack: "1" }, environment: "prod" },
      { name: "b", roles: ["db"], labels: { by: "slipway" }, environment: "test" },
    ]);
  });

  it("sets Docker up and looks at hosts where that is asked for", async () => {
    const group = new HostGroup("fleet", {
      hosts: { a: { host: "ssh://h" }, b: { host: "ssh://i", docker: false } },
      defaults: { docker: { daemon: { debug: true } }, ready: { deadlineSeconds: 9 } },
      batch: 1,
    });
    await settled();
    expect(ofType("slipway:hosts:DockerEngine")).toMatchObject([
      {
        name: "a-docker",
        inputs: { connection: { host: "ssh://h" }, daemon: { debug: true }, deadlineSeconds: 9 },
      },
    ]);
    expect(ofType("slipway:hosts:Readiness")).toMatchObject([
      { name: "a-ready", inputs: { connection: { host: "ssh://h" }, deadlineSeconds: 9 } },
      { name: "b-ready", inputs: { connection: { host: "ssh://i" }, deadlineSeconds: 9 } },
    ]);
    expect(group.hosts.map(({ gates }) => gates.length)).toEqual([2, 1]);
    expect(group.hosts[0]!.facts).toBeDefined();
  });

  it("hands the machine on to what is made on the host", () => {
    const machine = new docker.Volume("vm");
    const host = new DockerHost("a", { host: "ssh://h", machine });
    expect(host.childOptions).toEqual({ provider: host.provider, deletedWith: machine });
    expect(new DockerHost("b").childOptions).not.toHaveProperty("deletedWith");
  });

  it("refuses a batch that is none", () => {
    expect(messageOf(() => new HostGroup("fleet", { hosts: {}, batch: 0 }))).toBe(
      'batch: expected a number of 1 or more, or a share such as "25%", got 0',
    );
  });

  it("refuses a selector that makes no sense", () => {
    expect(messageOf(() => fleet().where({ rol: "web" } as never))).toContain("did you mean");
  });
});

describe("Workload on a group", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("makes one container for each host, with that host's provider", async () => {
    place({});
    await settled();
    expect(
      ofType(CONTAINER).map(({ name, provider }) => [name, provider?.split("::").at(-2)]),
    ).toEqual([
      ["web-a", "a"],
      ["web-b", "b"],
      ["web-c", "c"],
    ]);
  });

  it("names further replicas on a host by number", async () => {
    place({ on: fleet().where({ role: "db" }), replicas: 3 });
    await settled();
    expect(names(CONTAINER)).toEqual(["web-b", "web-b-1", "web-b-2"]);
  });

  it("spreads replicas over the hosts", async () => {
    place({ spread: 2 });
    await settled();
    expect(names(CONTAINER)).toHaveLength(2);
  });

  it("gives each host volumes of its own", async () => {
    place({ volumes: [{ name: "data", path: "/data", access: "shared" }] });
    await settled();
    expect(names("docker:index/volume:Volume")).toEqual(["web-a-data", "web-b-data", "web-c-data"]);
  });

  it("watches each container where waitSeconds is given", async () => {
    place({ rollout: { batch: 1, waitSeconds: 5 } });
    await settled();
    expect(ofType(PAUSE).map(({ name, inputs }) => [name, inputs])).toEqual(
      ["a", "b", "c"].map((host) => [
        `web-${host}-pause`,
        {
          connection: { host: `unix:///${host}.sock` },
          container: `web-${host}-0123456`,
          seconds: 5,
        },
      ]),
    );
  });

  it("runs a built image, and joins a private network, each as its host has it", async () => {
    const on = fleet().where({ role: "web" });
    const network = new PrivateNetwork("net", { on });
    const image = new Image("app", { on, reference: "nginx:1.27" });
    const workload = place({ on, image, networks: [network] });
    await settled();
    expect(names("docker:index/network:Network")).toEqual(["net-a", "net-b"]);
    expect(names("docker:index/remoteImage:RemoteImage")).toEqual(["app-a", "app-b"]);
    expect(ofType(CONTAINER).map(({ inputs }) => inputs["networksAdvanced"])).toEqual([
      [{ name: "net-a-0123456", aliases: ["web"] }],
      [{ name: "net-b-0123456", aliases: ["web"] }],
    ]);
    expect(await valueOf(workload.containerNames)).toEqual(["web-a-0123456", "web-b-0123456"]);
  });

  it.each<[string, Partial<WorkloadArgs>, string]>([
    [
      "replicas beside spread",
      { spread: 2, replicas: 2 },
      "spread: replicas says how many run on each host",
    ],
    [
      "one port for two containers on a host",
      { spread: 4, ports: [{ port: 80, publish: { port: 80 } }] },
      "ports[0].publish.port: port 80 of 127.0.0.1 can only be had by one container a host",
    ],
    [
      "failures that are to be borne",
      { rollout: { maxFailures: 2 } },
      "rollout.maxFailures: expected 0",
    ],
    [
      "a canary that is everybody",
      { rollout: { canary: 3 } },
      "expected fewer than the 3 replicas",
    ],
  ])("refuses %s", (_, args, sentence) => {
    expect(messageOf(() => place(args))).toContain(sentence);
  });

  it("refuses a network of one host, and an image that other hosts have", () => {
    const group = fleet();
    const [a] = group.hosts;
    const network = new docker.Network("one", {}, { provider: a!.provider });
    const image = new Image("app", { on: a!, build: { context: "examples/web" } });
    const message = messageOf(() => new Workload("web", { on: group, image, networks: [network] }));
    expect(message).toContain('image: is not on "b", "c", where the workload runs');
    expect(message).toContain("networks[0]: a docker.Network is on one host");
  });

  it("refuses spread on a single host, and what is no place at all", () => {
    const on = new DockerHost("local");
    expect(messageOf(() => place({ on, spread: 2 }))).toContain("spread: is for a group of hosts");
    expect(messageOf(() => place({ on: "web-1" as never }))).toContain(
      'on: expected a DockerHost, a HostGroup, a SwarmCluster or a KubernetesCluster, got "web-1"',
    );
  });
});
