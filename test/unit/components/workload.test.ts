import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DockerHost } from "../../../components/hosts/docker-host";
import { Workload } from "../../../components/workloads/workload";
import type { WorkloadArgs } from "../../../components/workloads/workload-args";
import { mockEngine, ofType, settled, valueOf } from "./support/mocks";

const CONTAINER = "docker:index/container:Container";
const VOLUME = "docker:index/volume:Volume";

function make(args: Partial<WorkloadArgs>, name = "web"): Workload {
  const on = new DockerHost("local");
  return new Workload(name, { on, image: "nginx:1.27", ...args });
}

function messageOf(args: object): string {
  try {
    make(args as Partial<WorkloadArgs>);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
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

  it("names no replica twice and waits for health when it has a check", async () => {
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
      messageOf({
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
      ["web-data-0", "web-data-1", "web-cache"].map((name) => ({
        name,
        inputs: { labels: [{ label: "slipway.workload", value: "web" }] },
      })),
    );
    expect(ofType(CONTAINER)[1]!.inputs["volumes"]).toEqual([
      { containerPath: "/data", readOnly: false, volumeName: "web-data-1-0123456" },
      { containerPath: "/cache", readOnly: false, volumeName: "web-cache-0123456" },
    ]);
  });
});
