import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Checkout } from "../../support/checkout";
import { DockerState } from "../../support/docker-state";
import { freePort } from "../../support/free-port";
import { RequestLoop } from "../../support/request-loop";
import { run, type RunResult } from "../../support/run";
import { succeeded } from "../../support/test-stack";

const PAGE = "examples/web/site/index.html";
const NGINX = "examples/web/nginx.conf";
const DOCKERFILE = "examples/web/Dockerfile";

let checkout: Checkout;
let engine: DockerState;
let url: string;

/** `npm run WORD -- ARGS` in the checkout, as somebody without any Pulumi settings would. */
function npm(word: string, ...args: string[]): Promise<RunResult> {
  return run("npm", ["run", "--silent", word, "--", ...args], {
    cwd: checkout.dir,
    env: {
      PULUMI_BACKEND_URL: undefined,
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
      NO_COLOR: "1",
    },
  });
}

async function page(): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return response.text();
}

beforeAll(async () => {
  checkout = new Checkout();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  checkout.edit(
    "stacks/Pulumi.dev.yaml",
    (text) => `${text}  slipway:gateway:\n    port: ${port}\n`,
  );
  engine = new DockerState(`file://${checkout.path(".slipway/state")}`);
  for (const args of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "-m", "all"],
  ]) {
    succeeded(await run("git", args, { cwd: checkout.dir }));
  }
});

afterAll(async () => {
  try {
    await npm("down", "--continue-on-error");
  } finally {
    await engine.sweep();
    checkout.remove();
  }
});

describe("the dev stack", () => {
  it("must come up with one command that ends with the URL", async () => {
    const { stdout } = succeeded(await npm("up"));
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(url);
    expect(await page()).toContain("It floats.");
    expect((await engine.containers("web-")).length).toBe(2);
  });

  it("must change nothing the second time", async () => {
    const { output } = succeeded(await npm("up"));
    expect(output).toMatch(/Resources:\s+\d+ unchanged\s/);
    succeeded(await npm("pulumi", "preview", "--stack", "dev", "--expect-no-changes"));
    succeeded(await npm("pulumi", "preview", "--stack", "dev", "--refresh", "--expect-no-changes"));
  });

  it("must leave the working tree clean", async () => {
    const { stdout } = succeeded(
      await run("git", ["status", "--porcelain"], { cwd: checkout.dir }),
    );
    expect(stdout).toBe("");
  });

  it("must tell in the preview of a page change which replicas are replaced, and why", async () => {
    checkout.edit(PAGE, (html) => html.replace("It floats.", "It sails."));
    const { output } = succeeded(await npm("preview", "--diff"));
    for (const replica of ["web-0", "web-1"]) {
      expect(output).toMatch(
        new RegExp(`replace[^]*docker:index/container:Container::${replica}\\b`),
      );
    }
    expect(output).toMatch(
      /~ image\s*: "slipway\/web:[0-9a-f]{12}" => "slipway\/web:[0-9a-f]{12}"/,
    );
  });

  it("must swap both replicas without a failed request", async () => {
    const before = await engine.containers("web-");
    const loop = new RequestLoop(url);
    succeeded(await npm("up"));
    const { failures, requests, bodies } = await loop.stop();
    expect(failures).toEqual({});
    expect(requests).toBeGreaterThan(100);
    expect(bodies.size).toBe(2);
    expect(await page()).toContain("It sails.");
    const after = await engine.containers("web-");
    expect(after.length).toBe(2);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
  });

  it("must stop where the health check fails, name the container, and go on serving", async () => {
    checkout.edit(NGINX, (text) => text.replace('return 200 "ok\\n";', 'return 500 "broken\\n";'));
    const loop = new RequestLoop(url);
    const { code, output } = await npm("up");
    expect(code).not.toBe(0);
    const fresh = (await engine.containers("web-")).find((name) => output.includes(name));
    expect(fresh).toBeDefined();
    expect(output).toMatch(/unhealthy/);
    expect(output).not.toMatch(/^\s+at /m);
    expect((await loop.stop()).failures).toEqual({});
    expect(await page()).toContain("It sails.");
  });

  it("must not take a failed replica for good at the next up", async () => {
    const { code } = await npm("up");
    expect(code).not.toBe(0);
    expect(await page()).toContain("It sails.");
  });

  it("must converge once mended, with nothing left over", async () => {
    checkout.edit(NGINX, (text) =>
      text.replace('return 500 "broken\\n";', 'return 200 "fine\\n";'),
    );
    const loop = new RequestLoop(url);
    succeeded(await npm("up"));
    expect((await loop.stop()).failures).toEqual({});
    expect((await engine.containers("web-")).length).toBe(2);
    succeeded(await npm("pulumi", "preview", "--stack", "dev", "--expect-no-changes"));
  });

  it("must give exit code and last log lines of a command that ends", async () => {
    checkout.edit(DOCKERFILE, (text) =>
      text.replace('CMD ["nginx", "-g", "daemon off;"]', 'CMD ["nginx", "-g", "nonsense on;"]'),
    );
    const { code, output } = await npm("up");
    expect(code).not.toBe(0);
    expect(output).toMatch(/exit(ed)? (with )?code 1/);
    expect(output).toContain('unknown directive "nonsense"');
    expect(await page()).toContain("It sails.");
    checkout.edit(DOCKERFILE, (text) => text.replace("nonsense on;", "daemon off;"));
    succeeded(await npm("up"));
    expect((await engine.containers("web-")).length).toBe(2);
  });

  it("must make a replica again that was removed by hand", async () => {
    const [first = ""] = await engine.containers("web-0");
    await engine.docker.getContainer(first).remove({ force: true });
    succeeded(await npm("up", "--refresh"));
    expect((await engine.containers("web-0")).length).toBe(1);
    expect(await page()).toContain("It sails.");
  });

  it("must go down without leaving a container, network or volume", async () => {
    succeeded(await npm("down"));
    expect(await engine.everything()).toEqual([]);
  });
});
