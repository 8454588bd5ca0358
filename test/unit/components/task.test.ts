import * as docker from "@pulumi/docker";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/hosts/docker-host";
import { HostGroup } from "../../../components/hosts/host-group";
import { Image } from "../../../components/images/image";
import { Task, type TaskArgs } from "../../../components/tasks/task";
import { Workload } from "../../../components/workloads/workload";
import { messageOf } from "./support/message-of";
import { mockEngine, ofType, settled } from "./support/mocks";

const TASK = "slipway:tasks:Task";
const SIGNAL = "slipway:workloads:Signal";

function group(): HostGroup {
  return new HostGroup("fleet", {
    hosts: { a: { host: "unix:///a.sock" }, b: { host: "unix:///b.sock" } },
  });
}

function refusalOf(args: Partial<TaskArgs>): string {
  return messageOf(() => new Task("t", { command: ["true"], ...args }));
}

describe("Task", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("runs on each host of a group, and in a container of its own there", async () => {
    const on = group();
    new Task("t", { on, command: ["true"], timeoutSeconds: 5 });
    new Task("f", { on, in: { image: "app:1" }, command: "x" });
    await settled();
    expect(ofType(TASK).map(({ name, inputs }) => [name, inputs])).toEqual([
      [
        "f-a",
        {
          connection: { host: "unix:///a.sock" },
          freshContainer: { image: "app:1" },
          command: "x",
        },
      ],
      [
        "f-b",
        {
          connection: { host: "unix:///b.sock" },
          freshContainer: { image: "app:1" },
          command: "x",
        },
      ],
      ["t-a", { connection: { host: "unix:///a.sock" }, command: ["true"], timeoutSeconds: 5 }],
      ["t-b", { connection: { host: "unix:///b.sock" }, command: ["true"], timeoutSeconds: 5 }],
    ]);
  });

  it("runs in each container of a workload, by the way to its host, or in the first alone", async () => {
    const web = new Workload("web", { on: group(), image: "nginx:1.27", replicas: 2 });
    new Task("all", { in: web, command: ["true"] });
    new Task("one", { in: web, replica: "first", command: ["true"] });
    await settled();
    const ways = ofType(TASK).map(({ name, inputs }) => [
      name,
      (inputs["connection"] as { host: string }).host,
    ]);
    expect(ways).toEqual([
      ["all-web-a", "unix:///a.sock"],
      ["all-web-a-1", "unix:///a.sock"],
      ["all-web-b", "unix:///b.sock"],
      ["all-web-b-1", "unix:///b.sock"],
      ["one-web-a", "unix:///a.sock"],
    ]);
  });

  it("finds the host of a container by its provider", async () => {
    const host = new DockerHost("h", { host: "unix:///h.sock" });
    const container = new docker.Container("c", { image: "x" }, { provider: host.provider });
    new Task("t", { in: container, command: ["true"] });
    await settled();
    expect(ofType(TASK)[0]!.name).toBe("t-container");
    expect(ofType(TASK)[0]!.inputs["connection"]).toEqual({ host: "unix:///h.sock" });
  });

  it("refuses places that can't be", () => {
    const host = new DockerHost("h");
    const image = new Image("i", { on: host, build: { context: "examples/web" } });
    const foreign = new docker.Container("c", { image: "x" });
    expect(refusalOf({})).toBe("on: expected a DockerHost or a HostGroup, got nothing");
    expect(refusalOf({ in: { image }, on: group() })).toContain('in.image: is not on "a", "b"');
    expect(refusalOf({ in: foreign })).toContain("on: expected the container's DockerHost");
    expect(refusalOf({ on: host, replica: "first" })).toContain("replica: is for a workload");
    expect(refusalOf({ on: host, in: image as never })).toContain("in: expected a Workload");
  });
});

describe("a workload's files", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());

  it("signal or restart their container where they say so, after its update", async () => {
    const on = new DockerHost("h", { host: "unix:///h.sock" });
    new Workload("web", {
      on,
      image: "nginx:1.27",
      files: [
        { path: "/a", content: "a" },
        { path: "/b", content: "b", onChange: "restart" },
        { path: "/c", content: "c", onChange: { signal: "SIGHUP" } },
        { path: "/d", content: "d", onChange: { signal: "SIGHUP" } },
      ],
    });
    await settled();
    const signals = ofType(SIGNAL);
    expect(signals.map(({ name }) => name)).toEqual(["web-0-restart", "web-0-sighup"]);
    const triggers = signals[1]!.inputs["triggers"] as { path: string; sha256: string }[];
    expect(triggers.map(({ path }) => path)).toEqual(["/c", "/d"]);
    expect(signals[1]!.inputs).toMatchObject({
      connection: { host: "unix:///h.sock" },
      action: "SIGHUP",
      deadlineSeconds: 60,
      stopGraceSeconds: 10,
    });
  });

  it("have no signal where they replace", async () => {
    const on = new DockerHost("h");
    new Workload("web", { on, image: "x", files: [{ path: "/a", content: "a" }] });
    await settled();
    expect(ofType(SIGNAL)).toEqual([]);
  });
});
