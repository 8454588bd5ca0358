import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/hosts/docker-host";
import { Workload } from "../../../components/workloads/workload";
import type { WorkloadArgs } from "../../../components/workloads/workload-args";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const CONTAINER = "docker:index/container:Container";
/** How a secret looks on the wire. */
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";
const VOLUME = "docker:index/volume:Volume";

function make(args: Partial<WorkloadArgs>, name = "web"): Workload {
  const on = new DockerHost("local");
  return new Workload(name, { on, image: "nginx:1.27", ...args });
}

function refusalOf(args: object): string {
  return messageOf(() => make(args));
}

describe("Workload", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("makes one container per replica with these inputs and no others", async () => {
    make({ replicas: 2 });
    await settled();
    expect(ofType(CONTAINER).map(({ name }) => name)).toEqual(["web-0", "web-1"]);
    expect(ofType(CONTAINER)[1]).toEqual({
      type: CONTAINER,
      name: "web-1",
      provider: expect.stringContaining("pulumi:providers:docker::local") as string,
      inputs: {
        image: "nginx:1.27",
        restart: "always",
        init: true,
        readOnly: false,
        securityOpts: ["no-new-privileges:true"],
        capabilities: { drops: ["CAP_AUDIT_WRITE", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETFCAP"] },
        stopTimeout: 10,
        destroyGraceSeconds: 10,
        labels: [
          { label: "slipway.replica", value: "1" },
          { label: "slipway.workload", value: "web" },
        ],
        logDriver: "json-file",
        logOpts: { "max-file": "3", "max-size": "10m" },
      },
    });
  });

  it("waits for health when it has a check, and names its endpoints", async () => {
    const workload = make({
      replicas: 2,
      ports: [{ name: "http", port: 8080 }],
      health: { http: { path: "/healthz" }, intervalSeconds: 90, deadlineSeconds: 40 },
    });
    await settled();
    expect(ofType(CONTAINER)[0]!.inputs).toMatchObject({
      healthcheck: { interval: "1m30s", timeout: "3s", retries: 3, startPeriod: "10s" },
      wait: true,
      waitTimeout: 40,
    });
    expect(await valueOf(workload.endpoints)).toEqual([
      { address: "web-0-0123456", ports: { http: 8080 } },
      { address: "web-1-0123456", ports: { http: 8080 } },
    ]);
  });
  it("says all mistakes at once, each with its path", () => {
    expect(
      refusalOf({
        replicas: 2,
        image: "nginx:",
        ports: [{ port: 80800 }],
        restart: "sometimes",
        comand: ["x"],
      }),
    ).toBe(
      [
        "4 mistakes:",
        '  - comand: isn\'t known; did you mean "command"?',
        '  - image: expected an image such as nginx:1.27 or nginx@sha256:…, got "nginx:"',
        "  - ports[0].port: expected a whole number from 1 to 65535, got 80800",
        '  - restart: expected "always", "on-failure" or "no", got "sometimes"',
      ].join("\n"),
    );
  });
  it("keeps secretEnv secret and leaves its neighbours readable", async () => {
    const workload = make({ env: { B: "2" }, secretEnv: { A: "hush" } });
    await settled();
    const container = workload.nodes.containers[0]!;
    expect(await pulumi.isSecret(container.envs as pulumi.Output<unknown>)).toBe(true);
    expect(ofType(CONTAINER)[0]!.inputs["envs"]).toMatchObject({ value: ["A=hush", "B=2"] });
  });
  it("gives each replica an exclusive volume and all of them a shared one", async () => {
    make({
      replicas: 2,
      volumes: [
        { path: "/data", name: "data" },
        { path: "/cache", name: "cache", access: "shared" },
      ],
    });
    await settled();
    expect(ofType(VOLUME).map(({ name, inputs }) => ({ name, inputs }))).toEqual(
      ["web-cache", "web-data-0", "web-data-1"].map((name) => ({
        name,
        inputs: { labels: [{ label: "slipway.workload", value: "web" }] },
      })),
    );
    expect(ofType(CONTAINER)[1]!.inputs["volumes"]).toEqual([
      { containerPath: "/data", readOnly: false, volumeName: "web-data-1-0123456" },
      { containerPath: "/cache", readOnly: false, volumeName: "web-cache-0123456" },
    ]);
  });

  it("starts first with a shared volume, and stops first with an exclusive one", async () => {
    const opts: boolean[] = [];
    const transforms: WorkloadArgs["transforms"] = {
      container: (_, { deleteBeforeReplace }) => void opts.push(deleteBeforeReplace === true),
    };
    make({ transforms, volumes: [{ path: "/d", name: "d", access: "shared" }] });
    make({ transforms, volumes: [{ path: "/d", name: "d" }] }, "db");
    await settled();
    expect(opts).toEqual([false, true]);
  });

  it("makes new containers where its files change", async () => {
    const opts: unknown[] = [];
    make({
      transforms: { container: (_, { replaceOnChanges }) => void opts.push(replaceOnChanges) },
    });
    await settled();
    expect(opts).toEqual([["uploads"]]);
  });

  it("chains batches by dependsOn", async () => {
    const chains: unknown[] = [];
    const workload = make({
      replicas: 4,
      rollout: { batch: 2, canary: 1 },
      transforms: { container: (_, { dependsOn }) => void chains.push(dependsOn ?? []) },
    });
    const [first, second, third] = workload.nodes.containers;
    expect(chains).toEqual([[], [first], [first], [second, third]]);
    await settled();
  });

  it("keeps volumes unless told otherwise, and never ties them to a container", async () => {
    const seen: object[] = [];
    const transforms: WorkloadArgs["transforms"] = {
      volume: (_, { protect, retainOnDelete }) => void seen.push({ protect, retainOnDelete }),
    };
    const volumes = [{ path: "/d", name: "d" }];
    make({ volumes, transforms });
    make({ volumes, transforms, keepVolumes: false }, "cache");
    await settled();
    expect(seen).toEqual([
      { protect: true, retainOnDelete: true },
      { protect: false, retainOnDelete: false },
    ]);
  });

  it("maps every argument to the official property", async () => {
    const network = new docker.Network("net");
    make({
      command: ["serve"],
      entrypoint: ["/app"],
      workingDir: "/srv",
      user: "1000:1000",
      env: { B: pulumi.output("2"), A: "1" },
      ports: [
        { port: 80, publish: { port: 8080 } },
        { port: 53, protocol: "udp" },
      ],
      volumes: [
        { path: "/tmp", tmpfs: { sizeMib: 8, mode: "1777" } },
        { path: "/etc/host", hostPath: "/etc", readOnly: true },
        { path: "/x", existing: pulumi.output("theirs") },
      ],
      files: [
        { path: "/a", content: pulumi.output("x") },
        { path: "/b", content: "y", mode: "0600", userId: 5, groupId: 6 },
      ],
      health: { command: ["true"] },
      resources: {
        cpus: 0.5,
        memoryMib: pulumi.output(64),
        reservations: { cpus: 0.25, memoryMib: 32 },
      },
      restart: "no",
      readOnlyRootFilesystem: false,
      allowPrivilegeEscalation: true,
      capabilities: { add: ["NET_RAW"] },
      stopGraceSeconds: 40,
      stopSignal: "SIGQUIT",
      init: false,
      labels: { z: "1", a: pulumi.output("2") },
      logs: { maxSizeMib: 1, maxFiles: 2 },
      networks: [network, "other"],
    });
    await settled();
    expect(ofType(CONTAINER)[0]!.inputs).toEqual({
      image: "nginx:1.27",
      command: ["serve"],
      entrypoints: ["/app"],
      workingDir: "/srv",
      user: "1000:1000",
      envs: ["A=1", "B=2"],
      ports: [{ internal: 80, external: 8080, ip: "127.0.0.1", protocol: "tcp" }],
      tmpfs: { "/tmp": "size=8m,mode=1777" },
      volumes: [
        { containerPath: "/etc/host", readOnly: true, hostPath: "/etc" },
        { containerPath: "/x", readOnly: false, volumeName: "theirs" },
      ],
      uploads: [
        { file: "/a", content: "x", permissions: "0644" },
        { file: "/b", content: "y", permissions: "0600", owner: "5", group: "6" },
      ],
      healthcheck: {
        tests: ["CMD", "true"],
        interval: "5s",
        timeout: "3s",
        retries: 3,
        startPeriod: "10s",
      },
      wait: true,
      waitTimeout: 60,
      cpus: "0.5",
      memory: 64,
      cpuShares: 256,
      memoryReservation: 32,
      restart: "no",
      init: false,
      readOnly: false,
      securityOpts: [],
      capabilities: {
        adds: ["CAP_NET_RAW"],
        drops: ["CAP_AUDIT_WRITE", "CAP_MKNOD", "CAP_SETFCAP"],
      },
      stopSignal: "SIGQUIT",
      stopTimeout: 40,
      destroyGraceSeconds: 40,
      labels: [
        { label: "a", value: "2" },
        { label: "slipway.replica", value: "0" },
        { label: "slipway.workload", value: "web" },
        { label: "z", value: "1" },
      ],
      logDriver: "json-file",
      logOpts: { "max-file": "2", "max-size": "1m" },
      networksAdvanced: [
        { name: "net-0123456", aliases: ["web"] },
        { name: "other", aliases: ["web"] },
      ],
    });
  });

  it("lets a transform change or replace a child's arguments, by its index", async () => {
    make({
      replicas: 2,
      transforms: {
        container: (args, _, index) =>
          index === 0 ? void (args.tty = true) : { image: "other:1" },
      },
    });
    await settled();
    const [first, second] = ofType(CONTAINER);
    expect(first!.inputs).toMatchObject({ image: "nginx:1.27", tty: true });
    expect(second!.inputs).toEqual({ image: "other:1" });
  });

  it("takes env whole from an output, sorted among its own", async () => {
    make({ env: pulumi.output({ C: "3", A: "1" }), secretEnv: { B: "2" } });
    await settled();
    expect(ofType(CONTAINER)[0]!.inputs["envs"]).toMatchObject({ value: ["A=1", "B=2", "C=3"] });
  });

  it("keeps a secret file's content secret and readable by its owner alone", async () => {
    const { nodes } = make({ files: [{ path: "/key", content: "hush", secret: true }] });
    await settled();
    const uploads = nodes.containers[0]!.uploads as pulumi.Output<unknown>;
    expect(await pulumi.isSecret(uploads)).toBe(true);
    expect(await valueOf(pulumi.unsecret(uploads))).toEqual([
      { file: "/key", content: "hush", permissions: "0400" },
    ]);
  });

  it("refuses an output where it decides what is created", () => {
    expect(refusalOf({ ports: [{ port: pulumi.output(80) }] })).toBe(
      "ports[0].port: expected a plain value, got an output: it decides what is created, so it must be known before `up`",
    );
  });

  it("makes nothing where something is refused", async () => {
    refusalOf({ replicas: -1, volumes: [{ path: "/d", name: "d" }] });
    await settled();
    expect(ofType(CONTAINER)).toEqual([]);
    expect(ofType(VOLUME)).toEqual([]);
  });

  it("keeps what is secret out of its own plain state, and functions out of it altogether", async () => {
    make({
      secretEnv: { A: "hush" },
      files: [
        { path: "/key", content: "hush", secret: true },
        { path: "/open", content: "loud" },
      ],
      transforms: { container: () => undefined },
    });
    await settled();
    const { inputs } = ofType("slipway:workloads:Workload")[0]!;
    expect(Object.keys(inputs).sort()).toEqual(["files", "image", "on", "secretEnv"]);
    for (const property of ["files", "secretEnv"])
      expect(inputs[property]).toHaveProperty(SECRET_SIGNATURE);
  });
});
