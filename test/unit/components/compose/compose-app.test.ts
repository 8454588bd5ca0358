import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ComposeApp, type ComposeAppArgs } from "../../../../components/compose/compose-app";
import { DockerHost } from "../../../../components/hosts/docker-host";
import { mockEngine, ofType, settled, valueOf } from "../support/mocks";

const CONTAINER = "docker:index/container:Container";
const NETWORK = "docker:index/network:Network";
const VOLUME = "docker:index/volume:Volume";
const IMAGE = "docker:index/remoteImage:RemoteImage";
/** How a secret looks on the wire. */
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

const folder = mkdtempSync(join(tmpdir(), "slipway-compose-app-"));
const file = join(folder, "compose.yaml");

function make(content: object, args: Partial<ComposeAppArgs> = {}): ComposeApp {
  writeFileSync(file, stringify(content));
  return new ComposeApp("shop", { on: new DockerHost("local"), file, ...args });
}

const inputsOf = (type: string, name: string) =>
  ofType(type).find((each) => each.name === name)?.inputs;

describe("ComposeApp", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());
  afterAll(() => rmSync(folder, { recursive: true }));

  it("makes a container of Compose's name and labels for each replica, and no other inputs", async () => {
    const app = make({ services: { web: { image: "nginx:1.27", scale: 2 } } });
    await settled();
    expect(inputsOf(CONTAINER, "shop-web-2")).toEqual({
      name: "shop-web-2",
      image: "nginx:1.27",
      networksAdvanced: [{ name: "shop_default", aliases: ["shop-web-2", "web"] }],
      labels: [
        { label: "com.docker.compose.config-hash", value: "slipway" },
        { label: "com.docker.compose.container-number", value: "2" },
        { label: "com.docker.compose.oneoff", value: "False" },
        { label: "com.docker.compose.project", value: "shop" },
        { label: "com.docker.compose.service", value: "web" },
      ],
    });
    expect(await valueOf(app.containerNames)).toEqual({ web: ["shop-web-1", "shop-web-2"] });
    expect(ofType(IMAGE).map(({ inputs }) => inputs)).toEqual([
      { name: "nginx:1.27", keepLocally: true },
    ]);
  });

  it("makes only the networks and volumes that services use, and none that are external", async () => {
    make({
      services: {
        web: { image: "a:1", networks: ["front", "theirs"], volumes: ["data:/data", "ext:/ext"] },
      },
      networks: { front: { internal: true }, unused: {}, theirs: { external: true, name: "corp" } },
      volumes: { data: {}, unused: {}, ext: { external: true } },
    });
    await settled();
    expect(ofType(NETWORK)).toMatchObject([
      { name: "shop-front", inputs: { name: "shop_front", internal: true } },
    ]);
    expect(ofType(VOLUME)).toMatchObject([{ name: "shop-data", inputs: { name: "shop_data" } }]);
    expect(inputsOf(CONTAINER, "shop-web-1")).toMatchObject({
      networksAdvanced: [{ name: "shop_front" }, { name: "corp" }],
      volumes: [
        { volumeName: "shop_data", containerPath: "/data" },
        { volumeName: "ext", containerPath: "/ext" },
      ],
    });
  });

  it("waits for health and for the end of jobs", async () => {
    make({
      services: {
        db: {
          image: "db:1",
          healthcheck: { test: "ok", interval: "2s", timeout: "3s", retries: 4 },
        },
        job: { image: "a:1", restart: "on-failure:2" },
        web: {
          image: "a:1",
          depends_on: {
            db: { condition: "service_healthy" },
            job: { condition: "service_completed_successfully" },
          },
        },
      },
    });
    await settled();
    expect(inputsOf(CONTAINER, "shop-db-1")).toMatchObject({
      wait: true,
      waitTimeout: 60,
      healthcheck: { tests: ["CMD-SHELL", "ok"], interval: "2s", timeout: "3s", retries: 4 },
    });
    expect(inputsOf(CONTAINER, "shop-job-1")).toMatchObject({
      attach: true,
      restart: "on-failure",
      maxRetryCount: 2,
    });
    expect(inputsOf(CONTAINER, "shop-web-1")).not.toHaveProperty("wait");
  });

  it("puts outputs and secrets of Pulumi into texts, and keeps secrets secret", async () => {
    make(
      {
        services: {
          web: { image: "a:1", environment: { URL: "pg://u:${PASS}@db" }, secrets: ["p"] },
        },
        secrets: { p: { environment: "PASS" } },
      },
      { variables: { PASS: pulumi.secret("hush") } },
    );
    await settled();
    const { envs, uploads } = inputsOf(CONTAINER, "shop-web-1") as {
      envs: Record<string, unknown>;
      uploads: Record<string, unknown>;
    };
    expect(envs).toMatchObject({ [SECRET_SIGNATURE]: expect.anything() as unknown });
    expect(JSON.stringify(envs)).toContain("pg://u:hush@db");
    expect(JSON.stringify(uploads)).toContain(SECRET_SIGNATURE);
    expect(JSON.stringify(uploads)).toContain('"content":"hush"');
  });

  it("mounts a secret's file of this machine, and writes it into a container elsewhere", async () => {
    writeFileSync(join(folder, "token"), "t0ken");
    const content = {
      services: { web: { image: "a:1", secrets: ["token"], volumes: ["./conf:/conf:ro"] } },
      secrets: { token: { file: "./token" } },
    };
    make(content);
    await settled();
    expect(inputsOf(CONTAINER, "shop-web-1")).toMatchObject({
      mounts: [
        {
          type: "bind",
          source: join(folder, "token"),
          target: "/run/secrets/token",
          readOnly: true,
        },
      ],
    });

    await mockEngine();
    make(content, { on: new DockerHost("far", { host: "ssh://root@far" }) });
    await settled();
    expect(JSON.stringify(inputsOf(CONTAINER, "shop-web-1"))).toContain("/run/secrets/token");
    expect(inputsOf(CONTAINER, "shop-web-1")).not.toHaveProperty("mounts");
  });

  it("lets the services of one image share it, also one that another service builds", async () => {
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\n");
    make({
      services: {
        app: { build: ".", image: "corp/app:1" },
        worker: { image: "corp/app:1" },
        cache: { image: "redis:7" },
        queue: { image: "redis:7" },
      },
    });
    await settled();
    expect(ofType(IMAGE).map(({ name }) => name)).toEqual(["shop-app", "shop-cache"]);
    const built = inputsOf(IMAGE, "shop-app")!.name;
    expect(built).toMatch(/^corp\/app:[0-9a-f]{12}$/);
    expect(inputsOf(CONTAINER, "shop-worker-1")!.image).toBe(built);
  });

  it("hands each child to its transform", async () => {
    make(
      { services: { web: { image: "a:1", scale: 2 } } },
      {
        transforms: { services: { web: (args, _, index) => void (args.hostname = `web${index}`) } },
      },
    );
    await settled();
    expect(inputsOf(CONTAINER, "shop-web-2")).toMatchObject({ hostname: "web1" });
  });

  it("refuses what the host can't do, all at once and with the line, and makes nothing", async () => {
    const wrong = { web: { image: "a:1", pids_limit: 5, mem_limit: "1k" } };
    expect(() => make({ services: wrong })).toThrow(
      /:4: services\.web\.pids_limit: can't be done[^]*:5: services\.web\.mem_limit/,
    );
    await settled();
    expect(ofType(CONTAINER)).toEqual([]);
  });

  it("refuses a job that there isn't", async () => {
    expect(() => make({ services: { migrate: { image: "a:1" } } }, { jobs: ["migrat"] })).toThrow(
      'jobs[0]: there is no active service "migrat"; did you mean "migrate"?',
    );
    await settled();
  });
});
