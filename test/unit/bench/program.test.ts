import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { workOf } from "../../../bench/workload";

interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

let dir: string;
const registered: Registered[] = [];
const spec = workOf({ base: "slipway-bench-x-1", n: 2 }, 2);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "slipway-bench-test-"));
  const file = join(dir, "work.json");
  writeFileSync(file, JSON.stringify({ image: "image:1", spec }));
  vi.stubEnv("SLIPWAY_BENCH_WORK", file);
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, name, inputs: inputs as Record<string, unknown> });
      return { id: `${name}-id`, state: { ...inputs, name: `${name}-1234567` } };
    },
    call: () => ({}),
  });
  // Loaded only now: the program reads its work and the mocks at once.
  await vi.importActual("../../../bench/program/index");
  await vi.waitFor(() => {
    expect(registered).toHaveLength(5);
  });
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

describe("the bench program", () => {
  it("must be one network, and a volume and a container for each of N", () => {
    expect(registered.map((each) => each.type).sort()).toEqual([
      "docker:index/container:Container",
      "docker:index/container:Container",
      "docker:index/network:Network",
      "docker:index/volume:Volume",
      "docker:index/volume:Volume",
    ]);
  });

  it("must put the whole work into each container", () => {
    const container = registered.find((each) => each.name === "slipway-bench-x-1-c1");
    expect(container?.inputs).toEqual({
      image: "image:1",
      envs: ["MODE=bench", "REVISION=2"],
      labels: [
        { label: "dev.slipway.bench", value: "slipway-bench-x-1" },
        { label: "tier", value: "web" },
      ],
      restart: "unless-stopped",
      networksAdvanced: [{ name: "slipway-bench-x-1-1234567" }],
      volumes: [{ volumeName: "slipway-bench-x-1-v1-1234567", containerPath: "/data" }],
    });
  });
});
