import { createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import type { LabHost } from "../../../lab/lab-host";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import { freePort } from "../../support/free-port";
import type { RunResult } from "../../support/run";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/bad-input/program";
let checkout: Checkout;
let image: string;

beforeAll(async () => {
  image = await ensureBusyboxImage();
  checkout = new Checkout();
});

afterAll(() => checkout.remove());

/** It failed, with one message that says all this and shows no code. */
function expectSentence(result: RunResult, ...parts: (string | RegExp)[]): void {
  expect(result.code).not.toBe(0);
  for (const part of parts) expect(result.output).toMatch(part);
  expect(result.output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(result.output).not.toContain("unhandled exception");
  expect(result.output).not.toMatch(/internal error/i);
}

describe("a stack file", () => {
  let stack: TestStack;
  const dev = "stacks/Pulumi.dev.yaml";
  let original: string;

  beforeAll(async () => {
    original = checkout.read(dev);
    stack = new TestStack(checkout.dir, "dev");
    await stack.init();
  });
  afterAll(() => stack.removeState());
  afterEach(() => checkout.write(dev, original));

  it("must be refused with all its mistakes at once, each with its path", async () => {
    checkout.write(
      dev,
      [
        "config:",
        "  slipway:engine: docker",
        "  slipway:wbe: {}",
        "  slipway:web:",
        "    replicas: two",
        "    memoryMb: 64",
        "  slipway:gateway:",
        "    port: 99999",
        "",
      ].join("\n"),
    );
    expectSentence(
      await stack.preview(),
      /stacks\/Pulumi\.dev\.yaml: slipway:wbe: .*did you mean "?(slipway:)?web"?/,
      /slipway:web\.replicas: expected a whole number from 0 to 100, got "two"/,
      /slipway:web\.memoryMb: .*did you mean "?memoryMib"?/,
      /slipway:gateway\.port: expected a whole number from 1 to 65535, got 99999/,
    );
  });

  it("must say clearly what a cluster lacks", async () => {
    checkout.write("stacks/Pulumi.cluster.yaml", "config:\n  slipway:engine: kubernetes\n");
    const other = new TestStack(checkout.dir, "cluster");
    await other.init();
    expectSentence(await other.preview(), /slipway:digitalocean: expected the cluster's nodes/);
    other.removeState();
  });

  it("of staging must name all that the account's owner has to add", async () => {
    const other = new TestStack(checkout.dir, "staging", { DIGITALOCEAN_TOKEN: "" });
    await other.init();
    expectSentence(
      await other.preview(),
      /Pulumi\.staging\.yaml: slipway:image: expected an image in a registry/,
      /slipway:gateway\.image: expected an image in a registry/,
      /slipway:digitalocean: there is no token/,
      /slipway:digitalocean\.sshKeys: expected at least one key/,
    );
    other.removeState();
  });
});

describe("a program", () => {
  let stack: TestStack;
  let engine: DockerState;

  beforeEach(async () => {
    stack = new TestStack(checkout.path(PROGRAM), "test");
    engine = new DockerState(stack.backendUrl);
    await stack.init();
  });
  afterEach(async () => {
    await engine.sweep();
    stack.removeState();
  });

  function write(wanted: Wanted): void {
    checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
  }

  it("must name a host port that is taken, and leave no container", async () => {
    const port = await freePort();
    const taken: Server = createServer().listen(port, "127.0.0.1");
    try {
      write({ reference: image, command: ["sleep", "1000"], port });
      expectSentence(await stack.up(), new RegExp(`port .*${port}|${port}.* port`), /in use|taken/);
      expect(await engine.everything()).toEqual([]);
    } finally {
      taken.close();
    }
  });

  it("must name a missing context", async () => {
    write({ context: "no/such/folder" });
    expectSentence(await stack.preview(), checkout.path(PROGRAM, "no/such/folder"));
  });

  it("must name a missing Dockerfile", async () => {
    checkout.write(`${PROGRAM}/empty/file`, "");
    write({ context: "empty" });
    expectSentence(await stack.preview(), checkout.path(PROGRAM, "empty/Dockerfile"));
  });

  it("must show the last lines of a build step that fails", async () => {
    checkout.write(
      `${PROGRAM}/failing/Dockerfile`,
      `FROM ${image}\nRUN echo compiling the moon && echo out of cheese >&2 && exit 7\n`,
    );
    write({ context: "failing" });
    expectSentence(
      await stack.up(),
      /RUN echo compiling/,
      /compiling the moon/,
      /out of cheese/,
      /\b7\b/,
    );
  });

  it("must say that an image does not exist", async () => {
    write({ reference: "127.0.0.1:9/no/such:image" });
    expectSentence(await stack.up(), /127\.0\.0\.1:9\/no\/such:image/);
  });

  it("must say that Docker isn't running, and where", async () => {
    write({ host: "unix:///run/no-such-docker.sock", reference: image });
    expectSentence(
      await stack.up(),
      /Docker is not running/,
      /unix:\/\/\/run\/no-such-docker\.sock/,
    );
  });
});

describe("a full disk", () => {
  let lab: Lab;
  let host: LabHost;
  let stack: TestStack;

  beforeAll(async () => {
    lab = await Lab.start("full", { hosts: { full: { diskMib: 48 } } });
    host = lab.host("full");
    await copyImage(image, host.dockerHost);
    stack = new TestStack(checkout.path(PROGRAM), "test");
    await stack.init();
  });
  afterAll(async () => {
    try {
      await new DockerState(stack.backendUrl, host.dockerHost).sweep();
    } finally {
      await lab.remove();
      stack.removeState();
    }
  });

  it("must be named as the reason", async () => {
    checkout.write(
      `${PROGRAM}/large/Dockerfile`,
      `FROM ${image}\nRUN dd if=/dev/zero of=/large bs=1M count=100\n`,
    );
    checkout.write(
      `${PROGRAM}/wanted.json`,
      JSON.stringify({ host: host.dockerHost, context: "large" } satisfies Wanted),
    );
    expectSentence(await stack.up(), /no space left on device/i);
  });

  it("must be no obstacle once there is room", async () => {
    checkout.write(`${PROGRAM}/large/Dockerfile`, `FROM ${image}\nCMD ["sleep", "1000"]\n`);
    succeeded(await stack.up());
    succeeded(await stack.destroy());
  });
});
