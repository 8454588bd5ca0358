import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { Checkout } from "../../support/checkout";
import { hasGo, referenceCompose } from "../../support/docker-compose";
import { DockerState } from "../../support/docker-state";
import { succeeded, TestStack } from "../../support/test-stack";
import type { Wanted } from "./program/index";

const PROGRAM = "test/e2e/compose/program";
const SECRET = "correct horse battery";
/** Compose projects are told apart by name alone, and the engine may have others. */
const PROJECT = `slipway-e2e-${process.pid}`;

let checkout: Checkout;
let stack: TestStack;
let engine: DockerState;
let wanted: Wanted;

/** Brings the stack to what `change` makes of the wanted state. */
async function up(change: (wanted: Wanted) => void = () => {}) {
  change(wanted);
  checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(wanted));
  return succeeded(await stack.up());
}

function editFile(change: (text: string) => string): void {
  checkout.edit(`${PROGRAM}/compose.yaml`, change);
}

const named = (service: string, number = 1) => `${PROJECT}-${service}-${number}`;

/** Ids of the app's containers, by name. */
async function ids(): Promise<Record<string, string>> {
  const all = await engine.docker.listContainers({
    all: true,
    filters: { label: [`com.docker.compose.project=${PROJECT}`] },
  });
  return Object.fromEntries(all.map(({ Id, Names }) => [(Names[0] ?? "").slice(1), Id]));
}

async function exec(container: string, ...command: string[]): Promise<string> {
  const started = await engine.docker
    .getContainer(container)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await started.start({ Tty: true });
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8").replaceAll("\r\n", "\n").trim();
}

beforeAll(async () => {
  const image = await ensureBusyboxImage();
  checkout = new Checkout();
  stack = new TestStack(checkout.path(PROGRAM), "test");
  engine = new DockerState(stack.backendUrl);
  wanted = {
    file: "compose.yaml",
    projectName: PROJECT,
    profiles: [],
    variables: { IMAGE: image, PASSWORD: SECRET },
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

describe("compose", () => {
  it("must make what the file says, with Compose's names, labels and aliases", async () => {
    expect(Object.keys(await ids()).sort()).toEqual(
      [named("api"), named("db"), named("migrate"), named("web"), named("web", 2)].sort(),
    );
    const web = await engine.inspect(named("web", 2));
    expect(web.Config.Labels).toMatchObject({
      "com.docker.compose.project": PROJECT,
      "com.docker.compose.service": "web",
      "com.docker.compose.container-number": "2",
      "com.docker.compose.oneoff": "False",
      "com.example.team": "shop",
    });
    expect(Object.keys(web.NetworkSettings.Networks)).toEqual([`${PROJECT}_front`]);
    expect(await exec(named("web"), "wget", "-q", "-O", "-", "http://api:8080/")).toBe("the api");
    expect(await exec(named("api"), "wget", "-q", "-O", "-", "http://web/")).toBe("the web page");
    expect(
      (await engine.inspect(named("db"))).NetworkSettings.Networks[`${PROJECT}_back`]!.Aliases,
    ).toContain("database");
    const { Volumes } = await engine.docker.listVolumes();
    expect(Volumes.map(({ Name }) => Name)).toContain(`${PROJECT}_data`);
  });

  it("must honour the conditions of depends_on", async () => {
    const [db, migrate, api] = await Promise.all(
      ["db", "migrate", "api"].map((service) => engine.inspect(named(service))),
    );
    expect(migrate!.State).toMatchObject({ Status: "exited", ExitCode: 0 });
    expect(db!.State.Health?.Status).toBe("healthy");
    expect(Date.parse(api!.State.StartedAt)).toBeGreaterThan(Date.parse(migrate!.State.FinishedAt));
    expect(await exec(named("db"), "cat", "/data/migrated")).toBe("migrated");
  });

  it("must give secrets and configs as files, and keep the secret out of state", async () => {
    expect(await exec(named("api"), "cat", "/run/secrets/token")).toBe(SECRET);
    expect(await exec(named("api"), "cat", "/etc/api/settings.json")).toBe(
      '{ "greeting": "hello" }',
    );
    expect(await exec(named("api"), "sh", "-c", "echo $PASSWORD")).toBe(SECRET);
    expect(stack.stateOnDisk()).not.toContain(SECRET);
    const { Config } = await engine.inspect(named("api"));
    expect(JSON.stringify(Config.Labels)).not.toContain(SECRET);
  });

  it("must change nothing in a second up", async () => {
    succeeded(await stack.preview(["--expect-no-changes"]));
    succeeded(await stack.preview(["--refresh", "--expect-no-changes"]));
  });

  it("must be the same in a program that was made of the file", async () => {
    const index = `${PROGRAM}/index.ts`;
    const program = checkout.read(index);
    const env = { ...wanted.variables, COMPOSE_PROJECT_NAME: PROJECT };
    const args = ["--file", `${PROGRAM}/compose.yaml`, "--name", "shop", "--output", index];
    try {
      execFileSync("node", ["toolchain/run.mjs", "compose", "convert", ...args], {
        cwd: checkout.dir,
        env: { ...process.env, ...env },
      });
      expect(checkout.read(index)).toContain('import { ComposeApp } from "../../../../components/');
      const { output } = succeeded(await stack.pulumi(["preview", "--stack", "test"], { env }));
      // The component alone: it was given other arguments.
      expect(output).toMatch(/Resources:\n\s+~ 1 to update\n\s+13 unchanged/);
    } finally {
      checkout.write(index, program);
    }
  });

  it("must replace only the service that changed", async () => {
    const before = await ids();
    await up(({ variables }) => (variables["GREETING"] = "good morning"));
    const after = await ids();
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual([
      named("api"),
    ]);
    expect(await exec(named("api"), "cat", "/etc/api/settings.json")).toContain("good morning");
  });

  it("must build again what has changed in a build's folder", async () => {
    checkout.write(`${PROGRAM}/api/index.html`, "another api");
    const before = await ids();
    await up();
    const after = await ids();
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual([
      named("api"),
    ]);
    expect(await exec(named("web"), "wget", "-q", "-O", "-", "http://api:8080/")).toBe(
      "another api",
    );
  });

  it("must scale", async () => {
    const before = await ids();
    editFile((text) => text.replace("replicas: 2", "replicas: 3"));
    await up();
    expect(await ids()).toEqual({ ...before, [named("web", 3)]: expect.any(String) as string });
    editFile((text) => text.replace("replicas: 3", "replicas: 1"));
    await up();
    expect(Object.keys(await ids())).not.toContain(named("web", 2));
    expect((await ids())[named("web")]).toBe(before[named("web")]);
  });

  it("must turn profiles on and off", async () => {
    await up((wanted) => (wanted.profiles = ["debug"]));
    expect(Object.keys(await ids())).toContain(named("debug"));
    await up((wanted) => (wanted.profiles = []));
    expect(Object.keys(await ids())).not.toContain(named("debug"));
  });

  it("must see what was changed by hand, and put it right", async () => {
    await engine.docker.getContainer(named("web")).stop({ t: 0 });
    const { output } = succeeded(await stack.preview(["--refresh"]));
    expect(output).toContain("shop-web-1");
    succeeded(await stack.up(["--refresh"]));
    expect((await engine.inspect(named("web"))).State.Running).toBe(true);
  });

  it("must tell all that is wrong in a file at once, and change nothing", async () => {
    const before = await ids();
    const right = checkout.read(`${PROGRAM}/compose.yaml`);
    editFile((text) =>
      text
        .replace("labels: {", "pids_limit: 10\n    lables: {")
        .replace("depends_on: [api]", "depends_on: [apo]"),
    );
    const { code, output } = await stack.up();
    checkout.write(`${PROGRAM}/compose.yaml`, right);
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /compose\.yaml:\d+: services\.web\.lables: isn't known; did you mean "labels"\?/,
    );
    expect(output).toMatch(
      /compose\.yaml:\d+: services\.web\.depends_on\.apo: names the service "apo"/,
    );
    expect(output).not.toContain("    at ");
    expect(await ids()).toEqual(before);

    editFile((text) => text.replace("labels: {", "pids_limit: 10\n    labels: {"));
    const refused = await stack.up();
    checkout.write(`${PROGRAM}/compose.yaml`, right);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toMatch(/compose\.yaml:\d+: services\.web\.pids_limit: can't be done/);
    expect(await ids()).toEqual(before);
  });

  it("must take away a service that the file has no more", async () => {
    const whole = checkout.read(`${PROGRAM}/compose.yaml`);
    editFile((text) => text.replace(/\n {2}web:[\s\S]*?(?=\n {2}debug:)/, ""));
    await up();
    expect(Object.keys(await ids()).sort()).toEqual(
      [named("api"), named("db"), named("migrate")].sort(),
    );
    checkout.write(`${PROGRAM}/compose.yaml`, whole);
  });

  it("must keep volumes when it is taken down, and find their data again", async () => {
    succeeded(await stack.destroy());
    expect(await ids()).toEqual({});
    const { Volumes } = await engine.docker.listVolumes();
    expect(Volumes.map(({ Name }) => Name)).toContain(`${PROJECT}_data`);
    await writeKept();
    await up();
    expect(await exec(named("db"), "cat", "/data/kept")).toBe("kept");
  });
});

describe("an app that docker compose began", () => {
  const adopted = `${PROJECT}-adopted`;

  it.runIf(hasGo())(
    "must be taken over without a restart, but for what is built",
    async () => {
      const binary = await referenceCompose();
      const theirs = new TestStack(checkout.path(PROGRAM), "adopted");
      const compose = (...args: string[]) =>
        execFileSync(binary, ["--progress", "quiet", "--project-name", adopted, ...args], {
          cwd: checkout.path(PROGRAM),
          env: { ...process.env, ...wanted.variables },
          encoding: "utf8",
        });
      const begun = async () => {
        const all = await engine.docker.listContainers({
          all: true,
          filters: { label: [`com.docker.compose.project=${adopted}`] },
        });
        const found = await Promise.all(all.map(({ Id }) => engine.inspect(Id)));
        return Object.fromEntries(
          found.map(({ Name, Id, State }) => [Name.slice(1), `${Id} ${State.StartedAt}`]),
        );
      };
      const project = { ...wanted, projectName: adopted };
      checkout.write(`${PROGRAM}/wanted.json`, JSON.stringify(project));
      try {
        compose("up", "--detach");
        const before = await begun();
        await theirs.init();
        succeeded(await theirs.up());
        const after = await begun();
        expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
        const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
        expect(changed).toEqual([`${adopted}-api-1`]);
        succeeded(await theirs.preview(["--refresh", "--expect-no-changes"]));

        const services = compose("ps", "--services").trim().split("\n").sort();
        expect(services).toEqual(["api", "db", "web"]);
        expect(compose("exec", "--no-TTY", "web", "cat", "/www/index.html")).toBe("the web page\n");
        succeeded(await theirs.destroy());
        expect(await begun()).toEqual({});
      } finally {
        compose("down", "--volumes", "--rmi", "local", "--timeout", "0");
        theirs.removeState();
      }
    },
    600_000,
  );
});

/** Writes into the volume while nothing of the app is there. */
async function writeKept(): Promise<void> {
  await engine.docker.run(wanted.variables["IMAGE"]!, ["sh", "-c", "echo kept > /data/kept"], [], {
    HostConfig: { Binds: [`${PROJECT}_data:/data`], AutoRemove: true },
  });
}
