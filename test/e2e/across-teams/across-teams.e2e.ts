import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { LabRegistry } from "../../../lab/registry";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { freePort } from "../../support/free-port";
import { removeImages } from "../../support/remove-images";
import { succeeded, TestStack } from "../../support/test-stack";

const PASSWORD = "hunter2-of-the-platform";
const docker = new Docker();

let checkout: Checkout;
let registry: LabRegistry;
let platform: TestStack;
let app: TestStack;
let port: number;
let engine: string;

const page = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();

async function set(stack: TestStack, ...setting: string[]): Promise<void> {
  succeeded(await stack.pulumi(["config", "set", "--stack", stack.name, ...setting]));
}

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  registry = await LabRegistry.start();
  const pushed = `${registry.host}/team/page`;
  await docker.getImage(image).tag({ repo: pushed, tag: "1" });
  const progress = await docker.getImage(`${pushed}:1`).push({ authconfig: {} });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
  await docker.getImage(`${pushed}:1`).remove();
  checkout = new Checkout();
  port = await freePort();
  engine = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  platform = new TestStack(checkout.path("examples/platform"), "test");
  // Two teams, one backend.
  app = new TestStack(checkout.path("examples/team-app"), "test", {
    PULUMI_BACKEND_URL: platform.backendUrl,
  });
  await platform.init();
  await app.init();
  await set(platform, "host", engine);
  await set(platform, "registry", registry.host);
  await set(platform, "--secret", "registryPassword", PASSWORD);
  await set(app, "platform", "organization/platform/test");
  await set(app, "port", String(port));
});

afterAll(async () => {
  try {
    await app?.destroy(["--continue-on-error"]);
    await platform?.destroy(["--continue-on-error"]);
  } finally {
    if (platform !== undefined) await new DockerState(platform.backendUrl).sweep();
    if (registry !== undefined) await removeImages(docker, registry.host);
    await registry?.remove();
    app?.removeState();
    platform?.removeState();
    checkout?.remove();
  }
});

describe("an app on another team's platform", () => {
  it("must be told in its preview that the platform has no outputs yet, all at once", async () => {
    const { code, output } = await app.preview();
    expect(code).not.toBe(0);
    for (const name of ["cluster", "registry", "network"])
      expect(output).toContain(
        `stack organization/platform/test: ${name}: there is no such output. The contract "platform" needs it`,
      );
    expect(output).not.toMatch(/^\s+at /m);
  });

  it("must run on what the platform's outputs say", async () => {
    succeeded(await platform.up());
    succeeded(await app.up());
    expect(await page()).toContain("Another team's page");
    const network = await platform.output<{ name: string }>("network");
    const state = new DockerState(platform.backendUrl);
    const [container = ""] = await state.containers("page");
    const { NetworkSettings, Config } = await state.inspect(container);
    expect(Object.keys(NetworkSettings.Networks)).toEqual([network.name]);
    expect(Config.Image).toContain(`${registry.host}/team/page`);
  });

  it("must be unchanged by a second up, on both sides", async () => {
    succeeded(await platform.up(["--expect-no-changes"]));
    succeeded(await app.up(["--expect-no-changes"]));
  });

  it("must have the platform's secret nowhere in plain", async () => {
    const { stdout } = succeeded(await platform.pulumi(["stack", "output", "--json"]));
    const outputs = JSON.parse(stdout) as Record<string, unknown>;
    expect(JSON.stringify(outputs["registry"])).toContain("[secret]");
    expect(outputs["network"]).toEqual({ name: expect.any(String) as string });
    expect(platform.stateOnDisk()).not.toContain(PASSWORD);
  });

  it("must be refused before anything changes when the platform's output has another shape", async () => {
    checkout.edit("examples/platform/index.ts", (text) =>
      text.replace("export = platform.offer({", "export = ({"),
    );
    checkout.edit("examples/platform/index.ts", (text) =>
      text.replace("network: { name: network.name }", "netwerk: network.name, network: 7"),
    );
    succeeded(await platform.up());
    const { code, output } = await app.preview();
    expect(code).not.toBe(0);
    expect(output).toContain("stack organization/platform/test: network: Invalid input");
    expect(output).not.toMatch(/^\s+at /m);
    expect(await page()).toContain("Another team's page");
  });

  it("must be broken by no platform that keeps to the contract: that one fails instead", async () => {
    checkout.edit("examples/platform/index.ts", (text) =>
      text.replace("export = ({", "export = platform.offer({"),
    );
    checkout.edit("examples/platform/index.ts", (text) =>
      text.replace("netwerk: network.name, network: 7", "netwerk: 7 as never"),
    );
    const { code, output } = await platform.up();
    expect(code).not.toBe(0);
    expect(output).toContain('netwerk: isn\'t in the contract "platform"; did you mean "network"?');
    checkout.edit("examples/platform/index.ts", (text) =>
      text.replace("netwerk: 7 as never", "network: { name: network.name }"),
    );
    succeeded(await platform.up());
    succeeded(await app.up(["--expect-no-changes"]));
  });

  it("must leave nothing behind", async () => {
    succeeded(await app.destroy());
    succeeded(await platform.destroy());
    expect(await new DockerState(platform.backendUrl).everything()).toEqual([]);
  });
});
