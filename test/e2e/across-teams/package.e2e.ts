import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { DockerState } from "../../support/docker-state";
import { freePort } from "../../support/free-port";
import { succeeded, TestStack } from "../../support/test-stack";
import { Consumer } from "./consumer";

interface Schema {
  resources: Record<
    string,
    {
      inputProperties: Record<string, { description?: string }>;
      requiredInputs: string[];
      properties: Record<string, unknown>;
    }
  >;
}

let consumer: Consumer;
let stack: TestStack;

const body = async (output: string) => (await fetch(await stack.output(output))).text();

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  consumer = new Consumer();
  consumer.install();
  // The compiler itself has checked the types before.
  stack = new TestStack(consumer.dir, "test", { PULUMI_NODEJS_TRANSPILE_ONLY: "true" });
  await stack.init();
  const settings = {
    image,
    port: String(await freePort()),
    appPort: String(await freePort()),
  };
  for (const [key, value] of Object.entries(settings))
    succeeded(await stack.pulumi(["config", "set", key, value, "--stack", "test"]));
});

afterAll(async () => {
  try {
    await stack?.destroy(["--continue-on-error"]);
  } finally {
    if (stack !== undefined) await new DockerState(stack.backendUrl).sweep();
    stack?.removeState();
    consumer?.remove();
  }
});

describe("the components as an installed package", () => {
  it("must have types for both ways in which TypeScript finds packages", () => {
    consumer.checkTypes("tsconfig.json");
    consumer.checkTypes("tsconfig.node16.json");
  });

  it("must have types that hold", () => {
    consumer.write(
      "wrong.ts",
      'import { Workload } from "slipway/workloads/workload";\nnew Workload("x", { image: 1 });\n',
    );
    consumer.write(
      "tsconfig.wrong.json",
      JSON.stringify({ extends: "./tsconfig.json", files: ["wrong.ts"] }),
    );
    expect(() => consumer.checkTypes("tsconfig.wrong.json")).toThrow(/wrong\.ts/);
  });

  it("must have a schema for other languages, with what each argument means", async () => {
    const { stdout } = succeeded(
      await stack.pulumi(["package", "get-schema", "./node_modules/slipway/apps"]),
    );
    const app = (JSON.parse(stdout) as Schema).resources["slipway-apps:index:WebApp"]!;
    expect(app.requiredInputs).toEqual(["image", "port"]);
    expect(Object.keys(app.properties).sort()).toEqual(["containers", "url"]);
    for (const { description } of Object.values(app.inputProperties))
      expect(description).toBeTruthy();
  });

  it("must run, with the plugins of the package, also what is made from its schema", async () => {
    succeeded(await stack.up());
    expect(await body("url")).toContain("Installed");
    expect(await body("appUrl")).toContain("From a schema");
    const state = new DockerState(stack.backendUrl);
    expect(await state.containers("web-0")).toHaveLength(1);
    expect(await state.containers("app-0")).toHaveLength(1);
  });

  it("must be unchanged by a second up", async () => {
    succeeded(await stack.up(["--expect-no-changes"]));
  });

  it("must leave nothing behind", async () => {
    succeeded(await stack.destroy());
    expect(await new DockerState(stack.backendUrl).everything()).toEqual([]);
  });
});
