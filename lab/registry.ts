import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync } from "node:fs";
import { readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../test/support/free-port";
import { CertificateAuthority } from "./certificates";

/** Where Docker looks for the CA of a single registry, at each call anew. */
const CERTS_FOLDER = "/etc/docker/certs.d";
const START_SECONDS = 30;

export interface LabRegistryOptions {
  /** Address to listen on. Docker takes plain HTTP, and any certificate, only on 127.0.0.0/8. Defaults to 127.0.0.1. */
  address?: string;
  /** Lets in nobody else. Defaults to everybody. */
  login?: { username: string; password: string };
  /** Takes tokens of this server instead, as the public registries do. */
  tokens?: { realm: string; service: string; issuer: string; rootcertbundle: string };
  /** Speaks TLS, with a certificate by a CA of its own. Defaults to plain HTTP. */
  tls?: boolean;
  /** Port to listen on. Defaults to a free one. */
  port?: number;
  /** Folder for what it has; it must not be there yet. Defaults to one in the folder of temporary files. */
  dir?: string;
  /** Lets it run when this process ends. Defaults to false. */
  keep?: boolean;
}

/**
 * A registry of images on this machine: Debian's docker-registry, which is the reference implementation, with a folder
 * and a free port of its own. Needs root to install it.
 */
export class LabRegistry {
  /** Host and port, as image names begin with them. */
  readonly host: string;
  private process: ChildProcess | undefined;

  private constructor(
    private readonly dir: string,
    port: number,
    private readonly options: LabRegistryOptions,
  ) {
    this.host = `${this.address}:${port}`;
  }

  static async start(options: LabRegistryOptions = {}): Promise<LabRegistry> {
    ensureInstalled();
    if (options.dir !== undefined) mkdirSync(options.dir);
    const dir = options.dir ?? mkdtempSync(join(tmpdir(), "slipway-lab-registry-"));
    const port = options.port ?? (await freePort(options.address ?? "127.0.0.1"));
    const registry = new LabRegistry(dir, port, options);
    try {
      await registry.serve();
      return registry;
    } catch (error) {
      await registry.remove();
      throw error;
    }
  }

  /** `http://…` or `https://…` */
  get url(): string {
    return `${this.options.tls ? "https" : "http"}://${this.host}`;
  }

  /** Id of its process. */
  get pid(): number {
    const pid = this.process?.pid;
    if (pid === undefined) throw new Error(`the registry on ${this.host} is not running`);
    return pid;
  }

  /** The CA's certificate, of one that speaks TLS. */
  get caFile(): string {
    return join(this.dir, "tls", "registry", "ca.pem");
  }

  /** Makes the Docker engines of this machine trust the CA. {@link remove} takes that back. */
  trust(): void {
    mkdirSync(this.trustFolder, { recursive: true });
    cpSync(this.caFile, join(this.trustFolder, "ca.crt"));
  }

  /** Digests of the manifests that a repository has, as they lie on the disk. */
  manifests(repository: string): string[] {
    const folder = join(this.repositories, repository, "_manifests", "revisions", "sha256");
    if (!existsSync(folder)) return [];
    // A deleted manifest leaves an empty folder behind.
    return readdirSync(folder)
      .filter((digest) => readdirSync(join(folder, digest)).length > 0)
      .map((digest) => `sha256:${digest}`);
  }

  /** The digest that a tag stands for, as it lies on the disk; undefined where there is no such tag. */
  digestAt(repository: string, tag: string): string | undefined {
    const link = join(this.repositories, repository, "_manifests", "tags", tag, "current", "link");
    return existsSync(link) ? readFileSync(link, "utf8") : undefined;
  }

  /** Any call of its API below `/v2/`; resolves with the status. */
  call(method: string, path: string, authorization?: string): Promise<number> {
    const { tls } = this.options;
    return new Promise((resolve, reject) => {
      const call = (tls ? httpsRequest : httpRequest)(
        `${this.url}/v2/${path}`,
        {
          method,
          timeout: 2000,
          agent: false,
          headers: authorization === undefined ? {} : { authorization },
          ...(tls && { ca: readFileSync(this.caFile, "utf8") }),
        },
        (response) => {
          response.resume();
          response.on("end", () => resolve(response.statusCode ?? 0));
        },
      );
      call.on("timeout", () => call.destroy(new Error("no answer")));
      call.on("error", reject);
      call.end();
    });
  }

  /** Ends it and takes everything away. Can be called twice. */
  async remove(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.trustFolder, { recursive: true, force: true });
    if (existsSync(CERTS_FOLDER) && readdirSync(CERTS_FOLDER).length === 0) rmdirSync(CERTS_FOLDER);
    rmSync(this.dir, { recursive: true, force: true });
  }

  private get address(): string {
    return this.options.address ?? "127.0.0.1";
  }

  private get trustFolder(): string {
    return join(CERTS_FOLDER, this.host);
  }

  private get repositories(): string {
    return join(this.dir, "data", "docker", "registry", "v2", "repositories");
  }

  private async serve(): Promise<void> {
    const config = join(this.dir, "config.json");
    writeFileSync(config, JSON.stringify(this.configuration())); // JSON is YAML too
    const log = openSync(join(this.dir, "log"), "a");
    const child = spawn("docker-registry", ["serve", config], {
      stdio: ["ignore", log, log],
      detached: this.options.keep,
    });
    closeSync(log);
    if (this.options.keep) child.unref();
    this.process = child;
    const deadline = Date.now() + START_SECONDS * 1000;
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > deadline)
        throw new Error(
          `the registry on ${this.host} didn't start:\n${readFileSync(join(this.dir, "log"), "utf8")}`,
        );
      await sleep(25);
    }
  }

  private configuration(): object {
    const { login, tls, tokens } = this.options;
    if (login)
      writeFileSync(join(this.dir, "htpasswd"), `${login.username}:${bcrypt(login.password)}\n`);
    if (tls) new CertificateAuthority(join(this.dir, "tls")).issue("registry", this.address);
    const certificate = (file: string) => join(this.dir, "tls", "registry", file);
    return {
      version: 0.1,
      log: { level: "warn" },
      storage: { filesystem: { rootdirectory: join(this.dir, "data") }, delete: { enabled: true } },
      http: {
        addr: this.host,
        ...(tls && { tls: { certificate: certificate("cert.pem"), key: certificate("key.pem") } }),
      },
      ...(tokens && { auth: { token: tokens } }),
      ...(login && { auth: { htpasswd: { realm: "lab", path: join(this.dir, "htpasswd") } } }),
    };
  }

  private async answers(): Promise<boolean> {
    try {
      await this.call("GET", "");
      return true;
    } catch {
      return false;
    }
  }
}

/** The only hash that docker-registry takes. Debian's perl, a part of every installation, knows it. */
function bcrypt(password: string): string {
  const salt = `$2b$05$${randomBytes(16).toString("hex").slice(0, 22)}`;
  return execFileSync("perl", ["-e", "chomp(my $p = <STDIN>); print crypt($p, $ARGV[0])", salt], {
    input: `${password}\n`,
    encoding: "utf8",
  });
}

function ensureInstalled(): void {
  if (existsSync("/usr/bin/docker-registry")) return;
  execFileSync("apt-get", ["install", "--yes", "--quiet", "docker-registry"], {
    stdio: "inherit",
    // No registry of the system's own is to be started.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" },
  });
}
