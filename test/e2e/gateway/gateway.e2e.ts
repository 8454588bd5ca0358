import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { freePort } from "../../support/free-port";
import { RequestLoop } from "../../support/request-loop";
import { run } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

let checkout: Checkout;
let stack: TestStack;
let engine: DockerState;
let wanted: Wanted;

/** Brings the stack to what `change` makes of the wanted state. */
async function up(change: (wanted: Wanted) => void = () => {}) {
  change(wanted);
  checkout.write("test/e2e/gateway/program/wanted.json", JSON.stringify(wanted));
  return succeeded(await stack.up());
}

function fetchText(path: string, host = "localhost"): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: wanted.port, path, agent: false, headers: { host } };
    get(options, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    }).on("error", reject);
  });
}

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  checkout = new Checkout();
  stack = new TestStack(checkout.path("test/e2e/gateway/program"), "test");
  engine = new DockerState(stack.backendUrl);
  wanted = {
    image,
    port: await freePort(),
    workloads: [
      { name: "one", text: "one v1", replicas: 2 },
      { name: "two", text: "two v1", replicas: 1 },
    ],
    routes: [{ name: "one", to: "one" }],
  };
  await stack.init();
  await up();
});

afterAll(async () => {
  try {
    await stack.destroy(["--continue-on-error"]);
  } finally {
    await engine.sweep();
    stack.removeState();
    checkout.remove();
  }
});

describe("gateway", () => {
  it("must publish on 127.0.0.1 and serve the workload", async () => {
    expect(await stack.output("url")).toBe(`http://127.0.0.1:${wanted.port}`);
    expect(await fetchText("/")).toEqual({ status: 200, body: "one v1" });
    const { NetworkSettings } = await engine.inspect(await stack.output("container"));
    expect(NetworkSettings.Ports["8080/tcp"]).toEqual([
      { HostIp: "127.0.0.1", HostPort: String(wanted.port) },
    ]);
  });

  it("must change nothing in a second up", async () => {
    succeeded(await stack.preview(["--expect-no-changes"]));
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must replace replicas without a failed request", async () => {
    const loop = new RequestLoop(`http://127.0.0.1:${wanted.port}/`);
    await up(({ workloads }) => (workloads[0]!.text = "one v2"));
    await up(({ workloads }) => (workloads[0]!.text = "one v3"));
    const { requests, failures, bodies } = await loop.stop();
    expect(failures).toEqual({});
    expect(requests).toBeGreaterThan(100);
    expect([...bodies.keys()].sort()).toEqual(["one v1", "one v2", "one v3"]);
    expect(await fetchText("/")).toEqual({ status: 200, body: "one v3" });
  });

  it("must scale without a failed request", async () => {
    const loop = new RequestLoop(`http://127.0.0.1:${wanted.port}/`);
    await up(({ workloads }) => (workloads[0]!.replicas = 3));
    await up(({ workloads }) => (workloads[0]!.replicas = 1));
    expect((await loop.stop()).failures).toEqual({});
  });

  it("must add, change and remove other routes without a failed request", async () => {
    const loop = new RequestLoop(`http://127.0.0.1:${wanted.port}/`);
    await up(({ routes }) => {
      routes.push({ name: "path", to: "two", path: "/two", stripPrefix: true });
      routes.push({ name: "host", to: "two", host: "two.test" });
    });
    expect((await fetchText("/two")).body).toBe("two v1");
    expect((await fetchText("/two/index.html")).body).toBe("two v1");
    expect((await fetchText("/twofold")).status).toBe(404);
    expect((await fetchText("/", "two.test:8080")).body).toBe("two v1");
    expect((await fetchText("/", "other.test")).body).toBe("one v3");

    await up(({ routes }) => (routes[1]!.path = "/deux"));
    expect((await fetchText("/deux")).body).toBe("two v1");
    expect((await fetchText("/two")).status).toBe(404);

    await up((state) => (state.routes = state.routes.slice(0, 1)));
    expect((await fetchText("/deux")).status).toBe(404);
    expect((await fetchText("/", "two.test")).body).toBe("one v3");
    expect((await loop.stop()).failures).toEqual({});
  });

  it("must keep its routes over a restart of the proxy", async () => {
    await engine.docker.getContainer(await stack.output("container")).restart();
    await expect.poll(async () => (await fetchText("/")).body, { timeout: 10_000 }).toBe("one v3");
  });

  it("must see a route that was changed by hand, and put it right", async () => {
    const container = await stack.output("container");
    const byHand =
      'for route in /data/routes/gateway-one-*.cfg; do echo "# by hand" >> $route; done';
    succeeded(await run("docker", ["exec", container, "sh", "-c", byHand], { cwd: checkout.dir }));
    const { code, output } = await stack.preview(["--refresh", "--expect-no-changes"]);
    expect(code).not.toBe(0);
    expect(output).toMatch(/Route gateway-one update/);
    succeeded(await stack.up(["--refresh"]));
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must bring a proxy back that was removed by hand, with all routes", async () => {
    await engine.docker.getContainer(await stack.output("container")).remove({ force: true });
    succeeded(await stack.up(["--refresh"]));
    expect((await fetchText("/")).body).toBe("one v3");
    succeeded(await stack.preview(["--expect-no-changes"]));
  });

  it("must refuse a second route to the same place in one sentence", async () => {
    wanted.routes.push({ name: "again", to: "two" });
    checkout.write("test/e2e/gateway/program/wanted.json", JSON.stringify(wanted));
    const { code, output } = await stack.preview();
    wanted.routes.pop();
    expect(code).not.toBe(0);
    expect(output).toContain(
      'route "again": route "one" answers for every host / already; give this one another host or path',
    );
    expect(output).not.toMatch(/^\s+at /m);
  });

  it("must leave nothing behind", async () => {
    succeeded(await stack.destroy());
    expect(await engine.everything()).toEqual([]);
  });
});
