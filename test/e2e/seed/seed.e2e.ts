import { execFileSync } from "node:child_process";
import { get } from "node:http";
import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import { succeeded, TestStack } from "../../support/test-stack";

const EXAMPLE = "examples/seed";
const IMAGE = "slipway-test-nginx:1";
const PORT = 8088;
const WEB = ["web1", "web2"];

let lab: Lab;
let checkout: Checkout;
let stack: TestStack;

const on = (host: LabHost) => new DockerState(stack.backendUrl, host.dockerHost);

function ask(host: LabHost, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get({ host: host.address, port: PORT, path, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    }).on("error", reject);
  });
}

/** YAML takes JSON. */
function writeStackFile(): void {
  const hosts = Object.fromEntries(
    lab.hosts.map((host) => [
      host.name,
      {
        host: host.ssh(),
        hostKey: host.hostKey,
        sshOpts: host.sshOpts,
        roles: [WEB.includes(host.name) ? "web" : "db"],
      },
    ]),
  );
  const defaults = {
    environment: "prod",
    ready: true,
    docker: { daemon: { "log-opts": { "max-size": "7m" }, "live-restore": true } },
  };
  const config = {
    "seed:hosts": hosts,
    "seed:defaults": defaults,
    "seed:image": IMAGE,
    "seed:port": PORT,
  };
  checkout.write(`${EXAMPLE}/Pulumi.prod.yaml`, JSON.stringify({ config }));
}

beforeAll(async () => {
  checkout = new Checkout();
  stack = new TestStack(checkout.path(EXAMPLE), "prod");
  execFileSync("docker", ["build", "--quiet", "--tag", IMAGE, checkout.path("examples/web")]);
  lab = await Lab.start("seed", { hosts: { web1: {}, web2: {}, db1: {} } });
  await Promise.all(WEB.map((name) => copyImage(IMAGE, lab.host(name).dockerHost)));
  await stack.init();
  writeStackFile();
});

afterAll(async () => {
  try {
    await stack.destroy(["--continue-on-error"]);
  } finally {
    await lab?.remove();
    stack.removeState();
    checkout.remove();
  }
});

describe("the seed scenario", () => {
  it("must configure Docker on each host", async () => {
    succeeded(await stack.up());
    for (const host of lab.hosts)
      expect(JSON.parse(await host.read("/etc/docker/daemon.json"))).toEqual({
        "log-opts": { "max-size": "7m" },
        "live-restore": true,
      });
  });

  it("must serve nginx on the web hosts, and have nothing on the other", async () => {
    for (const host of WEB.map((name) => lab.host(name))) {
      expect((await on(host).everything()).map((each) => each.split(" ")[0])).toEqual([
        "container",
        "network",
        "volume",
      ]);
      expect(await ask(host, "/healthz")).toEqual({ status: 200, body: "ok\n" });
      const [container = ""] = await on(host).containers();
      const { Mounts, NetworkSettings } = await on(host).inspect(container);
      expect(Mounts.map(({ Type, Destination }) => [Type, Destination])).toEqual([
        ["volume", "/var/lib/web"],
      ]);
      expect(Object.keys(NetworkSettings.Networks)).toEqual([
        expect.stringMatching(/^web-web[12]-\w{7}$/),
      ]);
    }
    expect(await on(lab.host("db1")).everything()).toEqual([]);
  });

  it("must have run the command in each container of nginx", async () => {
    const names = await Promise.all(WEB.map((name) => on(lab.host(name)).containers()));
    expect(await stack.output("tested")).toEqual(
      names.flat().map((place) => ({ place, exitCode: 0 })),
    );
  });

  it("must change nothing in a second up", async () => {
    succeeded(await stack.up(["--expect-no-changes"]));
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must leave nothing behind, but Docker", async () => {
    succeeded(await stack.destroy());
    for (const host of lab.hosts) {
      expect(await on(host).everything()).toEqual([]);
      const socketPath = host.dockerHost.replace("unix://", "");
      await new Docker({ socketPath }).ping();
      expect((await host.run(["cat", "/etc/docker/daemon.json"])).stdout).toBe("");
    }
  });
});
