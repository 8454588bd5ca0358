import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { diffContainer } from "../../../../../plugins/docker/resources/container/container-diff";
import { CONTAINER_TABLE } from "../../../../../plugins/docker/resources/container/container-table";
import { UNKNOWN, type Props } from "../../../../../plugins/runtime/resource";

const base: Props = { image: "nginx", name: "web-1234567" };

function diff(before: Props, after: Props, autonamed = ["name"]) {
  return diffContainer({
    oldInputs: { ...base, ...before },
    oldState: {},
    inputs: { ...base, ...after },
    autonamed,
  });
}

const paths = (before: Props, after: Props) =>
  diff(before, after).changes.map(
    ({ path, kind, replace }) => `${path} ${kind}${replace ? "!" : ""}`,
  );

describe("equal spellings must be no change", () => {
  it.each<[string, Props, Props]>([
    ["image short name", { image: "nginx" }, { image: "docker.io/library/nginx:latest" }],
    ["image id", { image: "a".repeat(64) }, { image: `sha256:${"a".repeat(64)}` }],
    ["env order", { envs: ["A=1", "B=2"] }, { envs: ["B=2", "A=1"] }],
    [
      "label order",
      {
        labels: [
          { label: "a", value: "1" },
          { label: "b", value: "2" },
        ],
      },
      {
        labels: [
          { label: "b", value: "2" },
          { label: "a", value: "1" },
        ],
      },
    ],
    [
      "duration",
      { healthcheck: { tests: ["NONE"], interval: "90s" } },
      { healthcheck: { tests: ["NONE"], interval: "1m30s" } },
    ],
    [
      "zero duration",
      { healthcheck: { tests: ["NONE"] } },
      { healthcheck: { tests: ["NONE"], interval: "0s", retries: 0 } },
    ],
    [
      "port defaults",
      { ports: [{ internal: 80 }] },
      { ports: [{ internal: 80, protocol: "tcp", ip: "0.0.0.0" }] },
    ],
    [
      "capabilities",
      { capabilities: { adds: ["net_admin"] } },
      { capabilities: { adds: ["CAP_NET_ADMIN"], drops: [] } },
    ],
    ["signal", { stopSignal: "term" }, { stopSignal: "SIGTERM" }],
    ["restart default", {}, { restart: "no" }],
    [
      "network order",
      { networksAdvanced: [{ name: "a" }, { name: "b" }] },
      { networksAdvanced: [{ name: "b" }, { name: "a", aliases: [] }] },
    ],
    ["default network", {}, { networkMode: "default" }],
    ["cpus", { cpus: "1.50" }, { cpus: "1.5" }],
    ["empty lists", { envs: [], ports: [], volumes: [] }, {}],
    [
      "mount target",
      { mounts: [{ type: "tmpfs", target: "/a/" }] },
      { mounts: [{ type: "tmpfs", target: "/a", readOnly: false }] },
    ],
    [
      "device",
      { devices: [{ hostPath: "/dev/x" }] },
      { devices: [{ hostPath: "/dev/x", containerPath: "/dev/x", permissions: "mrw" }] },
    ],
    [
      "file mode",
      { uploads: [{ file: "/a", content: "", permissions: "0644" }] },
      { uploads: [{ file: "/a", content: "", permissions: "644", executable: true }] },
    ],
    ["name of an autoname", { __defaults: ["name"] }, {}],
  ])("%s", (_, before, after) => {
    expect(paths(before, after)).toEqual([]);
    expect(paths(after, before)).toEqual([]);
  });
});

describe("a change must be shown at its element", () => {
  it.each<[Props, Props, string[]]>([
    [{ envs: ["A=1", "B=2"] }, { envs: ["B=3", "A=1"] }, ["envs[0] update!"]],
    [{ envs: ["A=1"] }, { envs: ["A=1", "B=2"] }, ["envs[1] add!"]],
    [{ envs: ["A=1", "B=2"] }, { envs: ["A=1"] }, ["envs[1] delete!"]],
    [{ command: ["a", "b"] }, { command: ["a", "c"] }, ["command[1] update!"]],
    [
      { ports: [{ internal: 80 }] },
      { ports: [{ internal: 80, external: 8080 }] },
      ["ports[0] update!"],
    ],
    [{ sysctls: { "net.a": "1" } }, { sysctls: { "net.a": "2" } }, ['sysctls["net.a"] update!']],
    [{ memory: 64 }, { memory: 128 }, ["memory update"]],
    [{ memory: 64 }, {}, ["memory delete"]],
    [{ memoryReservation: 64 }, {}, ["memoryReservation delete!"]],
    [{ cpuQuota: 50_000 }, { cpuQuota: -1 }, ["cpuQuota delete"]],
    [{ cpuQuota: -1 }, {}, []],
    [{ restart: "always" }, {}, ["restart delete"]],
    [
      { networksAdvanced: [{ name: "a" }] },
      { networksAdvanced: [{ name: "b" }] },
      ["networksAdvanced[0] add", "networksAdvanced[0] delete"],
    ],
    [{ wait: true }, { wait: true, waitTimeout: 5 }, ["waitTimeout add"]],
    [{}, { image: UNKNOWN }, ["image update!"]],
    [{ envs: ["A=1"] }, { envs: ["A=1", UNKNOWN] }, ["envs[1] add!"]],
    [
      { networksAdvanced: [{ name: "a" }] },
      { networksAdvanced: UNKNOWN },
      ["networksAdvanced update!"],
    ],
  ])("%j to %j", (before, after, expected) => {
    expect(paths(before, after)).toEqual(expected);
  });
});

describe("the old container must go first", () => {
  const cause = (before: Props, after: Props, autonamed = ["name"]) =>
    diff({ ...before, envs: ["V=1"] }, { ...after, envs: ["V=2"] }, autonamed).deleteBeforeReplace
      ?.cause;
  const port = (external: number, ip?: string, protocol?: string) => ({
    ports: [{ internal: 80, external, ...(ip && { ip }), ...(protocol && { protocol }) }],
  });

  it("where a fixed name stays, but not for an autoname", () => {
    expect(cause({}, {}, [])).toContain('"web-1234567" is fixed');
    expect(cause({}, {})).toBeUndefined();
    expect(cause({ name: "a" }, { name: "b" }, [])).toBeUndefined();
  });
  it("where both bind a host port, whichever address covers it", () => {
    expect(cause(port(80), port(80))).toContain("port 80/tcp");
    expect(cause(port(80), port(80, "127.0.0.1"))).toContain("port 80/tcp");
    expect(cause(port(80, "127.0.0.1"), port(80, "127.0.0.2"))).toBeUndefined();
    expect(cause(port(80), port(80, undefined, "udp"))).toBeUndefined();
    expect(cause(port(80), port(81))).toBeUndefined();
    expect(cause(port(0), port(0))).toBeUndefined();
  });
  it("where both have one fixed address", () => {
    const at = (ipv4Address: string) => ({ networksAdvanced: [{ name: "n", ipv4Address }] });
    expect(cause(at("10.0.0.2"), at("10.0.0.2"))).toContain("10.0.0.2");
    expect(cause(at("10.0.0.2"), at("10.0.0.3"))).toBeUndefined();
  });
});

describe("properties of the diff", () => {
  const value = fc.anything({ withNullPrototype: false, maxDepth: 3 });
  const inputs = fc.dictionary(fc.constantFrom(...Object.keys(CONTAINER_TABLE)), value);
  it("must never fail, whatever the old and the new inputs are", () => {
    fc.assert(
      fc.property(inputs, inputs, inputs, (oldInputs, news, oldState) => {
        diffContainer({ oldInputs, oldState, inputs: news, autonamed: [] });
      }),
      { numRuns: 300 },
    );
  });
  it("must ask for the old one to go first also where the program makes a replacement of a change in place", () => {
    const ports = [{ internal: 80, external: 80 }];
    expect(diff({ ports, memory: 32 }, { ports, memory: 64 })).toMatchObject({
      changes: [{ path: "memory", kind: "update" }],
      deleteBeforeReplace: { cause: "both would bind port 80/tcp of the host" },
    });
  });
});
