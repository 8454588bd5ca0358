import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ComposeApp, type ComposeAppArgs } from "../../../../components/compose/compose-app";
import { mockEngine, ofType, settled, valueOf } from "../support/mocks";

const SERVICE = "docker:index/service:Service";
const SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d";

const folder = mkdtempSync(join(tmpdir(), "slipway-compose-swarm-"));
const file = join(folder, "compose.yaml");

function make(content: object, args: Partial<ComposeAppArgs> = {}): ComposeApp {
  writeFileSync(file, stringify(content));
  const on = { provider: new docker.Provider("manager", {}), members: [] };
  return new ComposeApp("shop", { on, file, ...args });
}

const service = (name: string) => ofType(SERVICE).find((each) => each.name === name)!.inputs;

describe("ComposeApp on a Swarm", () => {
  beforeEach(() => mockEngine());
  afterEach(() => settled());
  afterAll(() => rmSync(folder, { recursive: true }));

  it("makes a service with the name and label of docker stack, and no other inputs", async () => {
    const app = make({ services: { web: { image: "nginx:1.27" } } });
    await settled();
    expect(service("shop-web")).toEqual({
      name: "shop_web",
      labels: [{ label: "com.docker.stack.namespace", value: "shop" }],
      mode: { replicated: { replicas: 1 } },
      taskSpec: {
        containerSpec: {
          image: "nginx:1.27",
          labels: [{ label: "com.docker.stack.namespace", value: "shop" }],
        },
        networksAdvanceds: [{ id: "shop-default-id", aliases: ["web"] }],
      },
      convergeConfig: { timeout: "225s" },
    });
    expect(await valueOf(app.serviceNames)).toEqual({ web: "shop_web" });
    expect(ofType("docker:index/network:Network")[0]!.inputs).toMatchObject({
      name: "shop_default",
      driver: "overlay",
    });
  });

  it("honours deploy", async () => {
    make({
      services: {
        web: {
          image: "a:1",
          ports: [{ target: 80, published: "8080", mode: "host" }],
          tmpfs: "/run:size=64m,mode=1777",
          deploy: {
            replicas: 3,
            endpoint_mode: "dnsrr",
            placement: {
              constraints: ["node.role == worker"],
              preferences: [{ spread: "node.labels.zone" }],
              max_replicas_per_node: 2,
            },
            resources: {
              limits: { cpus: "0.5", memory: "64M" },
              reservations: {
                generic_resources: [{ discrete_resource_spec: { kind: "SSD", value: 2 } }],
              },
            },
            restart_policy: { condition: "on-failure", delay: "5s", max_attempts: 3 },
            update_config: { parallelism: 2, order: "start-first", max_failure_ratio: 0.2 },
          },
        },
      },
    });
    await settled();
    expect(service("shop-web")).toMatchObject({
      mode: { replicated: { replicas: 3 } },
      updateConfig: { parallelism: 2, order: "start-first", maxFailureRatio: "0.2" },
      endpointSpec: {
        mode: "dnsrr",
        ports: [{ targetPort: 80, publishedPort: 8080, protocol: "tcp", publishMode: "host" }],
      },
      taskSpec: {
        placement: {
          constraints: ["node.role==worker"],
          prefs: ["spread=node.labels.zone"],
          maxReplicas: 2,
        },
        resources: {
          limits: { nanoCpus: 5e8, memoryBytes: 67108864 },
          reservation: { genericResources: { discreteResourcesSpecs: ["SSD=2"] } },
        },
        restartPolicy: { condition: "on-failure", delay: "5s", maxAttempts: 3 },
        containerSpec: {
          mounts: [
            { type: "tmpfs", target: "/run", tmpfsOptions: { sizeBytes: 67108864, mode: 0o1777 } },
          ],
        },
      },
    });
  });

  it("makes secrets and configs whose names change with what is in them", async () => {
    make(
      {
        services: { web: { image: "a:1", secrets: ["key"], configs: ["conf"] } },
        secrets: { key: { environment: "KEY" } },
        configs: { conf: { content: "a=1" } },
      },
      { variables: { KEY: pulumi.secret("hush") } },
    );
    await settled();
    const [secret] = ofType("docker:index/secret:Secret");
    expect(secret!.inputs).not.toHaveProperty("name");
    expect(JSON.stringify(secret!.inputs)).toContain(SECRET_SIGNATURE);
    const [config] = ofType("docker:index/serviceConfig:ServiceConfig");
    expect(config!.inputs.name).toMatch(/^shop_conf-[0-9a-f]{12}$/);
    expect(config!.inputs.data).toBe(Buffer.from("a=1").toString("base64"));
    expect(service("shop-web")).toMatchObject({
      taskSpec: {
        containerSpec: {
          secrets: [{ secretId: "shop-key-id", fileName: "key" }],
          configs: [{ configId: "shop-conf-id", fileName: "/conf" }],
        },
      },
    });
  });

  it("runs the program's images in the place of what the file builds, and refuses a build else", async () => {
    const content = { services: { web: { build: "." } } };
    expect(() => make(content)).toThrow(/services\.web\.build: can't be done: nodes pull/);
    make(content, { images: { web: pulumi.output("corp/web@sha256:1") } });
    await settled();
    expect(service("shop-web")).toMatchObject({
      taskSpec: { containerSpec: { image: "corp/web@sha256:1" } },
    });
  });

  it("refuses what a Swarm can't do, all at once", async () => {
    const job = { condition: "service_completed_successfully" };
    const web = { image: "a:1", privileged: true, depends_on: { db: job }, ports: ["80-81:80"] };
    expect(() => make({ services: { db: { image: "a:1" }, web } })).toThrow(
      /privileged: can't be done[^]*ports\[0\]: expected one published port[^]*depends_on\.db: can't wait/,
    );
    await settled();
  });
});
