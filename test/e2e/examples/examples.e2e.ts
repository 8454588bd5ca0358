import { existsSync } from "node:fs";
import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { freePort } from "../../support/free-port";
import { run } from "../../support/run";
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

/** One program of examples/. Each test goes on from the one before it: up, asked, changed, down. */
class Example {
  readonly stack: TestStack;
  readonly engine: DockerState;

  constructor(readonly folder: string) {
    this.stack = new TestStack(checkout.path(folder), "test");
    this.engine = new DockerState(this.stack.backendUrl);
  }

  async up(...config: string[][]): Promise<void> {
    await this.stack.init();
    for (const setting of config) await this.set(...setting);
    succeeded(await this.stack.up());
  }

  async set(...setting: string[]): Promise<void> {
    succeeded(await this.stack.pulumi(["config", "set", "--stack", "test", ...setting]));
  }

  /** A second up, and what Docker itself has, must be what the program says. */
  async expectUnchanged(): Promise<void> {
    succeeded(await this.stack.up(["--expect-no-changes"]));
    succeeded(await this.stack.preview(["--refresh", "--expect-no-changes"]));
  }

  async expectGoneAfterDestroy(): Promise<void> {
    succeeded(await this.stack.destroy());
    expect(await this.engine.everything()).toEqual([]);
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
    port = await freePort();
    await example.up(["port", String(port)]);
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

  it("must change nothing in a second up", () => example.expectUnchanged());

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

  it("must leave nothing behind", () => example.expectGoneAfterDestroy());
});

describe("examples/compose-shop", () => {
  let example: Example;

  beforeAll(async () => {
    example = new Example("examples/compose-shop");
    port = await freePort();
    // A name of its own, as compose projects are told apart by name alone.
    checkout.edit("examples/compose-shop/index.ts", (text) =>
      text.replace("  variables: {", `  projectName: "shop-${process.pid}",\n$&`),
    );
    await example.up(["port", String(port)], ["--secret", "databasePassword", TOKEN]);
  });

  afterAll(() => example.clean());

  it("must serve its pages and its API through the proxy", async () => {
    expect((await ask("/")).body).toBe("<h1>The shop</h1>\n");
    const visitor = async () => {
      const { body } = await ask("/api");
      const [, number] =
        /^Hello, visitor (\d+)\. Before this one answered: \w+\.$/m.exec(body) ?? [];
      return Number(number);
    };
    const first = await visitor();
    expect(await visitor()).toBeGreaterThan(first);
  });

  it("must keep the password out of the state", () => {
    expect(example.stack.stateOnDisk()).not.toContain(TOKEN);
  });

  it("must change nothing in a second up", () => example.expectUnchanged());

  it("must replace the API alone for another greeting", async () => {
    const before = await example.engine.containers();
    const ids = () =>
      Promise.all(before.map(async (name) => [name, (await example.engine.inspect(name)).Id]));
    const old = await ids();
    await example.set("greeting", "Welcome");
    succeeded(await example.stack.up());
    expect(await example.engine.containers()).toEqual(before);
    const changed = (await ids()).filter(([, id], index) => id !== old[index]![1]);
    expect(changed.map(([name]) => name)).toEqual([
      `shop-${process.pid}-api-1`,
      `shop-${process.pid}-api-2`,
    ]);
    expect((await ask("/api")).body).toMatch(/^Welcome, visitor/);
  });

  it("must leave the volume alone behind", async () => {
    succeeded(await example.stack.destroy());
    expect(await example.engine.everything()).toEqual([`volume shop-${process.pid}_data`]);
  });
});

describe("examples/two-apps", () => {
  let example: Example;

  beforeAll(async () => {
    example = new Example("examples/two-apps");
    port = await freePort();
    await example.up(["port", String(port)], ["--secret", "apiToken", TOKEN]);
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

  it("must change nothing in a second up", () => example.expectUnchanged());

  it("must put a changed file into new containers", async () => {
    await example.set("greeting", "Good morning");
    const shops = await example.engine.containers("shop-");
    expect(shops).toHaveLength(2);
    succeeded(await example.stack.up());
    const { body } = await ask("/api", { authorization: `Bearer ${TOKEN}` });
    expect(body).toBe("Good morning\n");
    expect(await example.engine.containers("shop-")).toEqual(shops);
  });

  it("must leave nothing behind", () => example.expectGoneAfterDestroy());
});

describe("examples/workload-minimal", () => {
  let example: Example;

  beforeAll(async () => {
    example = new Example("examples/workload-minimal");
    await example.up();
  });

  afterAll(() => example.clean());

  it("must run one healthy container", async () => {
    const names = await example.engine.containers();
    expect(await example.stack.output<string[]>("containers")).toEqual(names);
    expect(names).toHaveLength(1);
    expect((await example.engine.inspect(names[0]!)).State.Health?.Status).toBe("healthy");
  });

  it("must change nothing in a second up", () => example.expectUnchanged());

  it("must leave nothing behind", () => example.expectGoneAfterDestroy());
});

describe("examples/workload-data", () => {
  let example: Example;

  beforeAll(async () => {
    example = new Example("examples/workload-data");
    await example.up(["--secret", "token", TOKEN]);
  });

  afterAll(() => example.clean());

  async function diary(): Promise<string[]> {
    const container = await example.stack.output("container");
    const command = ["exec", container, "cat", "/data/starts"];
    const { stdout } = succeeded(await run("docker", command, { cwd: checkout.dir }));
    return stdout.trimEnd().split("\n");
  }

  it("must write down its start, and have its token", async () => {
    expect(await diary()).toEqual([
      expect.stringContaining(`my token has ${TOKEN.length} letters`),
    ]);
  });

  it("must change nothing in a second up", () => example.expectUnchanged());

  it("must keep its data when a new token replaces the container", async () => {
    const before = await diary();
    await example.set("--secret", "token", `${TOKEN}!`);
    succeeded(await example.stack.up());
    const after = await diary();
    expect(after.slice(0, 1)).toEqual(before);
    expect(after.slice(1)).toEqual([
      expect.stringContaining(`my token has ${TOKEN.length + 1} letters`),
    ]);
  });

  it("must leave nothing behind", () => example.expectGoneAfterDestroy());
});

describe("examples/tasks", () => {
  let example: Example;
  let folder: string;

  beforeAll(async () => {
    example = new Example("examples/tasks");
    folder = checkout.path("made-by-a-task");
    await example.up(["folder", folder], ["--secret", "token", TOKEN]);
  });

  afterAll(() => example.clean());

  it("must run its commands where they belong", async () => {
    expect(await example.stack.output("prepared")).toBe("it is new");
    expect(existsSync(folder)).toBe(true);
    const checked = await example.stack.output<string[]>("checked");
    expect(checked).toHaveLength(2);
    for (const text of checked) expect(text).toContain("test is successful");
    expect(await migrated()).toBe(`schema 1, signed in with a token of ${TOKEN.length} letters\n`);
  });

  it("must change nothing in a second up", () => example.expectUnchanged());

  it("must run again what changed, and nothing else", async () => {
    const before = await example.engine.containers();
    await example.set("schema", "2");
    succeeded(await example.stack.up());
    expect(await migrated()).toMatch(/^schema 2,/);
    expect(await example.engine.containers()).toEqual(before);
  });

  it("must leave nothing behind", async () => {
    await example.expectGoneAfterDestroy();
    expect(existsSync(folder)).toBe(false);
  });

  async function migrated(): Promise<string> {
    const shown = await example.stack.pulumi([
      ...["stack", "output", "migrated", "--show-secrets", "--json", "--stack", "test"],
    ]);
    return JSON.parse(succeeded(shown).stdout) as string;
  }
});
