import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { freePort } from "../../support/free-port";
import { succeeded, TestStack } from "../../support/test-stack";

const TOKEN = "only-for-this-test";

let checkout: Checkout;
let port: number;

function ask(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    }).on("error", reject);
  });
}

/** Each test goes on from the one before it: up, asked, changed, down. */
class Example {
  readonly stack: TestStack;
  readonly engine: DockerState;

  constructor(readonly folder: string) {
    this.stack = new TestStack(checkout.path(folder), "test");
    this.engine = new DockerState(this.stack.backendUrl);
  }

  async up(config: readonly (readonly string[])[] = []): Promise<void> {
    port = await freePort();
    await this.stack.init();
    for (const setting of [["port", String(port)], ...config])
      succeeded(await this.stack.pulumi(["config", "set", "--stack", "test", ...setting]));
    succeeded(await this.stack.up());
  }

  async clean(): Promise<void> {
    try {
      await this.stack.destroy(["--continue-on-error"]);
    } finally {
      await this.engine.sweep();
      this.stack.removeState();
    }
  }
}

beforeAll(() => {
  checkout = new Checkout();
});

afterAll(() => checkout.remove());

describe("examples/static-site", () => {
  let example: Example;

  beforeAll(async () => {
    example = new Example("examples/static-site");
    await example.up();
  });

  afterAll(() => example.clean());

  it("must serve its pages on the port of the host, for this machine alone", async () => {
    expect(await example.stack.output("url")).toBe(`http://127.0.0.1:${port}`);
    const { status, body } = await ask("/");
    expect(status).toBe(200);
    expect(body).toContain("<h1>Pages from a folder</h1>");
    const [container = ""] = await example.engine.containers();
    const { NetworkSettings, HostConfig } = await example.engine.inspect(container);
    expect(NetworkSettings.Ports["8080/tcp"]).toEqual([
      { HostIp: "127.0.0.1", HostPort: String(port) },
    ]);
    expect(HostConfig.ReadonlyRootfs).toBe(true);
  });

  it("must change nothing in a second up", async () => {
    succeeded(await example.stack.up(["--expect-no-changes"]));
    succeeded(await example.stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must tell in the preview of a page change that it is stop-first, and why", async () => {
    checkout.edit("examples/static-site/site/index.html", (text) =>
      text.replace("Pages from a folder", "Other pages"),
    );
    const { output } = succeeded(await example.stack.preview());
    expect(output).toContain(
      `replicas are replaced stop-first: port 8080 is published on the host's port ${port}, which only one container can have`,
    );
    succeeded(await example.stack.up());
    expect((await ask("/")).body).toContain("<h1>Other pages</h1>");
    expect(await example.engine.containers()).toHaveLength(1);
  });

  it("must leave nothing behind", async () => {
    succeeded(await example.stack.destroy());
    expect(await example.engine.everything()).toEqual([]);
  });
});

describe("examples/two-apps", () => {
  let example: Example;

  beforeAll(async () => {
    example = new Example("examples/two-apps");
    await example.up([["--secret", "apiToken", TOKEN]]);
  });

  afterAll(() => example.clean());

  it("must route by path and by host name", async () => {
    const authorization = `Bearer ${TOKEN}`;
    expect(await ask("/")).toEqual({ status: 200, body: "<h1>Shop</h1>\n" });
    expect((await ask("/api", { authorization })).body).toBe("Hello from the API\n");
    expect((await ask("/", { host: "api.localhost", authorization })).body).toBe(
      "Hello from the API\n",
    );
    expect((await ask("/apix")).status).toBe(404);
  });

  it("must let nobody in without the secret token", async () => {
    expect((await ask("/api")).status).toBe(401);
    expect((await ask("/api", { authorization: "Bearer guessed" })).status).toBe(401);
  });

  it("must keep the token out of the state", () => {
    expect(example.stack.stateOnDisk()).not.toContain(TOKEN);
  });

  it("must change nothing in a second up", async () => {
    succeeded(await example.stack.up(["--expect-no-changes"]));
    succeeded(await example.stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must put a changed file into new containers", async () => {
    const setting = ["greeting", "Good morning"];
    succeeded(await example.stack.pulumi(["config", "set", "--stack", "test", ...setting]));
    const shops = await example.engine.containers("shop-");
    expect(shops).toHaveLength(2);
    succeeded(await example.stack.up());
    const { body } = await ask("/api", { authorization: `Bearer ${TOKEN}` });
    expect(body).toBe("Good morning\n");
    expect(await example.engine.containers("shop-")).toEqual(shops);
  });

  it("must leave nothing behind", async () => {
    succeeded(await example.stack.destroy());
    expect(await example.engine.everything()).toEqual([]);
  });
});
