import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");

const PROJECT = `name: consumer
runtime:
  name: nodejs
  options: { packagemanager: npm }
plugins:
  providers:
    - { name: docker, path: node_modules/slipway/plugins/docker/bin }
    - { name: slipway, path: node_modules/slipway/plugins/slipway/bin }
    - { name: slipway-apps, path: node_modules/slipway/apps }
`;

/** A program of somebody who has the package alone. */
const PROGRAM = `import * as pulumi from "@pulumi/pulumi";
import { Gateway } from "slipway/gateway/gateway";
import { DockerHost } from "slipway/hosts/docker-host";
import { PrivateNetwork } from "slipway/networks/private-network";
import { Workload, type WorkloadArgs } from "slipway/workloads/workload";

const config = new pulumi.Config();
const page: WorkloadArgs["entrypoint"] = ["sh", "-c", "cd /tmp && echo '<h1>Installed</h1>' >index.html && exec httpd -f -p 8080"];

const host = new DockerHost("local");
const network = new PrivateNetwork("private", { on: host });
const web = new Workload("web", {
  on: host,
  image: config.require("image"),
  entrypoint: page,
  ports: [{ name: "http", port: 8080 }],
  health: { http: {}, intervalSeconds: 1 },
  networks: [network],
  stopGraceSeconds: 1,
});
const gateway = new Gateway("gateway", { on: host, networks: [network.on(host)], port: config.requireNumber("port") });
gateway.route("web", { to: web });

/** What the SDKs of other languages do: the package's schema names the type and its arguments. */
class WebApp extends pulumi.ComponentResource {
  declare readonly url: pulumi.Output<string>;
  constructor(name: string, args: pulumi.Inputs) {
    super("slipway-apps:index:WebApp", name, { ...args, url: undefined }, {}, true);
  }
}
const app = new WebApp("app", {
  image: config.require("image"),
  port: 8080,
  command: ["sh", "-c", "cd /tmp && echo \\"<h1>$GREETING</h1>\\" >index.html && exec httpd -f -p 8080"],
  env: { GREETING: "From a schema" },
  healthPath: "/",
  healthIntervalSeconds: 1,
  publishedPort: config.requireNumber("appPort"),
});

export const url = gateway.url;
export const appUrl = app.url;
`;

const tsconfig = (resolution: Record<string, string>) =>
  JSON.stringify({
    compilerOptions: {
      target: "ES2022",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
      ...resolution,
    },
    files: ["index.ts"],
  });

/** A project outside of the repository, into which the packed components are installed. */
export class Consumer {
  readonly dir = mkdtempSync(join(tmpdir(), "slipway-consumer-"));

  constructor() {
    this.write("Pulumi.yaml", PROJECT);
    this.write("index.ts", PROGRAM);
    this.write("tsconfig.json", tsconfig({ module: "commonjs", moduleResolution: "node" }));
    this.write("tsconfig.node16.json", tsconfig({ module: "node16", moduleResolution: "node16" }));
    this.write("package.json", JSON.stringify({ name: "consumer", private: true }));
  }

  /** Builds, packs and installs, with what the repository has pinned besides. */
  install(): void {
    this.run(root, process.execPath, "toolchain/run.mjs", "build");
    const packed = this.run(
      root,
      "npm",
      "pack",
      "./dist",
      "--silent",
      "--pack-destination",
      this.dir,
    );
    this.run(
      this.dir,
      "npm",
      "install",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      "--ignore-scripts",
      join(this.dir, packed.trim()),
      "@pulumi/pulumi@3.230.0",
      "@types/node@20",
      "typescript@5.9.3",
    );
  }

  /** Throws with what the compiler says. */
  checkTypes(config: string): void {
    this.run(this.dir, "node_modules/.bin/tsc", "-p", config);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.dir, file)), { recursive: true });
    writeFileSync(join(this.dir, file), text);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  private run(cwd: string, command: string, ...args: string[]): string {
    try {
      return execFileSync(command, args, {
        cwd,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`${command} ${args.join(" ")} failed:\n${stdout ?? ""}${stderr ?? ""}`, {
        cause: error,
      });
    }
  }
}
