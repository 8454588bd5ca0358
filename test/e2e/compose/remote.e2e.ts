import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Lab } from "../../../lab/lab";
import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { copyImage } from "../../support/copy-image";
import { DockerState } from "../../support/docker-state";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/compose/program";
const PROJECT = "shop";
const SECRET = "correct horse battery";

let lab: Lab;
let checkout: Checkout;
let stack: TestStack;
let engine: DockerState;

async function exec(service: string, ...command: string[]): Promise<string> {
  const started = await engine.docker
    .getContainer(`${PROJECT}-${service}-1`)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await started.start({ Tty: true });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8").replaceAll("\r\n", "\n").trim();
}

/** Ids of the app's containers, by name. */
async function ids(): Promise<Record<string, string>> {
  const all = await engine.docker.listContainers({ all: true });
  return Object.fromEntries(all.map(({ Id, Names }) => [(Names[0] ?? "").slice(1), Id]));
}

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  lab = await Lab.start("compose", { hosts: 1 });
  const host = lab.host("node1");
  await copyImage(image, host.dockerHost);
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "remote");
  engine = new DockerState(stack.backendUrl, host.dockerHost);
  const wanted: Wanted = {
    file: "compose.yaml",
    projectName: PROJECT,
    profiles: [],
    variables: { IMAGE: image, PASSWORD: SECRET },
    host: {
      host: host.ssh(),
      hostKey: host.hostKey,
      sshOpts: ["-F", "/dev/null", "-i", lab.keyFile],
    },
  };
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
  await stack.init();
});

afterAll(async () => {
  await lab?.remove();
  stack?.removeState();
  checkout?.remove();
});

describe("a compose file on a host reached by ssh", () => {
  it("must bring the project's files along: a bind mount's, a build's, secrets and configs", async () => {
    succeeded(await stack.up());
    const names = ["api", "db", "migrate", "web"].map((service) => `${PROJECT}-${service}-1`);
    expect(Object.keys(await ids()).sort()).toEqual([...names, `${PROJECT}-web-2`].sort());
    const fetched = (url: string) => exec("web", "wget", "-q", "-O", "-", url);
    expect(await fetched("http://127.0.0.1/")).toBe("the web page");
    expect(await fetched("http://api:8080/")).toBe("the api");
    expect(await exec("api", "cat", "/run/secrets/token")).toBe(SECRET);
    expect(await exec("api", "cat", "/etc/api/settings.json")).toBe('{ "greeting": "hello" }');
    expect(stack.stateOnDisk()).not.toContain(SECRET);
  });

  it("must change nothing in a second up", async () => {
    succeeded(await stack.preview(["--expect-no-changes"]));
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must replace only who mounts a file that changed here", async () => {
    const before = await ids();
    checkout.write(`${PROGRAM}/www/index.html`, "another page\n");
    succeeded(await stack.up());
    const after = await ids();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.sort()).toEqual([`${PROJECT}-web-1`, `${PROJECT}-web-2`]);
    expect(await exec("web", "cat", "/www/index.html")).toBe("another page");
  });

  it("must leave nothing but the volume when it is taken down", async () => {
    succeeded(await stack.destroy());
    expect(await ids()).toEqual({});
    const { Volumes } = await engine.docker.listVolumes();
    expect(Volumes.map(({ Name }) => Name)).toEqual([`${PROJECT}_data`]);
  });
});
