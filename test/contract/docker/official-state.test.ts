import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Props } from "../../../plugins/runtime/resource";
import { CONTAINER, DockerStack, NETWORK, VOLUME } from "./docker-stack";

let stack: DockerStack;

beforeAll(async () => {
  stack = await DockerStack.start();
});
afterAll(() => stack.stop(), 60_000);

/**
 * What the official plugin leaves in state: its defaults written into the inputs, a note of them in each object, and
 * every computed property among the outputs.
 */
interface Official {
  type: string;
  program: Props;
  inputs: Props;
  outputs: Props;
}

const containerDefaults = {
  attach: false,
  containerReadRefreshTimeoutMilliseconds: 15000,
  logs: false,
  mustRun: true,
  name: "web-1234567",
  readOnly: false,
  restart: "no",
  rm: false,
  start: true,
  stdinOpen: false,
  tty: false,
  wait: false,
  waitTimeout: 60,
};
const id = "4f1c0f8f8d0f4be2a8e0d5b9f3a1c7e64f1c0f8f8d0f4be2a8e0d5b9f3a1c7e6";
const program: Props = {
  image: "sha256:0c86dddac19f2ce4fd716ac58c0fd87bf69bfd4edabfd6971fb885bafd12a00b",
  command: ["serve"],
  envs: ["B=2", "A=1"],
  labels: [{ label: "team", value: "web" }],
  ports: [{ internal: 80, external: 8080 }],
  volumes: [{ volumeName: "data", containerPath: "/data" }],
  networksAdvanced: [{ name: "front", aliases: ["web"] }],
  healthcheck: { tests: ["CMD", "true"], interval: "10s" },
  uploads: [{ file: "/etc/a", content: "a" }],
  mounts: [{ type: "tmpfs", target: "/run" }],
  capabilities: { adds: ["NET_ADMIN"] },
  memory: 64,
};
const containerInputs: Props = {
  ...program,
  ...containerDefaults,
  __defaults: Object.keys(containerDefaults),
  labels: [{ __defaults: [], label: "team", value: "web" }],
  ports: [
    {
      __defaults: ["ip", "protocol"],
      internal: 80,
      external: 8080,
      ip: "0.0.0.0",
      protocol: "tcp",
    },
  ],
  volumes: [{ __defaults: [], volumeName: "data", containerPath: "/data" }],
  networksAdvanced: [{ __defaults: [], name: "front", aliases: ["web"] }],
  healthcheck: {
    __defaults: ["retries", "startInterval", "startPeriod", "timeout"],
    tests: ["CMD", "true"],
    interval: "10s",
    timeout: "0s",
    startPeriod: "0s",
    startInterval: "0s",
    retries: 0,
  },
  uploads: [{ __defaults: ["executable"], file: "/etc/a", content: "a", executable: false }],
  mounts: [{ __defaults: [], type: "tmpfs", target: "/run" }],
  capabilities: { __defaults: [], adds: ["NET_ADMIN"] },
};

const cases: Official[] = [
  {
    type: CONTAINER,
    program,
    inputs: containerInputs,
    outputs: {
      ...containerInputs,
      bridge: "",
      cgroupnsMode: "host",
      containerLogs: null,
      cpuShares: 0,
      dns: [],
      entrypoints: ["/entry"],
      envs: ["A=1", "B=2"],
      exitCode: null,
      hostname: id.slice(0, 12),
      init: false,
      ipcMode: "private",
      logDriver: "json-file",
      maxRetryCount: 0,
      memorySwap: 128,
      networkDatas: [
        {
          gateway: "172.18.0.1",
          globalIpv6Address: "",
          globalIpv6PrefixLength: 0,
          ipAddress: "172.18.0.2",
          ipPrefixLength: 16,
          ipv6Gateway: "",
          macAddress: "02:42:ac:12:00:02",
          networkName: "front",
        },
      ],
      networkMode: "bridge",
      privileged: false,
      publishAllPorts: false,
      removeVolumes: true,
      runtime: "runc",
      securityOpts: [],
      shmSize: 64,
      stopSignal: "",
      stopTimeout: 0,
      user: "",
      workingDir: "",
    },
  },
  {
    type: NETWORK,
    program: { ipamConfigs: [{ subnet: "10.9.0.0/24" }], labels: [{ label: "a", value: "b" }] },
    inputs: {
      __defaults: ["ipamDriver", "name"],
      ipamConfigs: [{ __defaults: [], subnet: "10.9.0.0/24" }],
      ipamDriver: "default",
      labels: [{ __defaults: [], label: "a", value: "b" }],
      name: "net-1234567",
    },
    outputs: {
      attachable: false,
      driver: "bridge",
      ingress: false,
      internal: false,
      ipamConfigs: [{ auxAddress: {}, gateway: "10.9.0.1", ipRange: "", subnet: "10.9.0.0/24" }],
      ipamDriver: "default",
      ipamOptions: {},
      ipv6: false,
      labels: [{ label: "a", value: "b" }],
      name: "net-1234567",
      options: {},
      scope: "local",
    },
  },
  {
    type: VOLUME,
    program: { labels: [{ label: "a", value: "b" }] },
    inputs: {
      __defaults: ["name"],
      labels: [{ __defaults: [], label: "a", value: "b" }],
      name: "vol-1234567",
    },
    outputs: {
      driver: "local",
      labels: [{ label: "a", value: "b" }],
      mountpoint: "/var/lib/docker/volumes/vol-1234567/_data",
      name: "vol-1234567",
    },
  },
];

describe("a state that the official plugin has written", () => {
  it.each(cases)("must be no change of $type", async ({ type, program, inputs, outputs }) => {
    const old = { type, name: "it", id, inputs, state: outputs };
    expect(await stack.diff(old, program)).toMatchObject({ changes: "none", diffs: [] });
    // What isn't there any more is still told: the comparison isn't blind.
    const changed = await stack.diff(old, { ...program, labels: [{ label: "x", value: "y" }] });
    expect(changed).toMatchObject({ changes: "some", diffs: ["labels"] });
  });

  it("must keep the name that the official plugin chose, and let the next one have another", async () => {
    const [{ type, program, inputs, outputs }] = cases as [Official];
    const old = { type, name: "it", id, inputs, state: outputs };
    const diff = await stack.diff(old, { ...program, ports: [], envs: ["A=2"] });
    expect(diff).toMatchObject({ deleteBeforeReplace: false });
    expect(diff.replaces.sort()).toEqual(["envs", "ports"]);
  });
});
