import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../../test/support/free-port";
import { checkoutRoot } from "../../toolchain/paths";
import { writeRecord, type DigitalOceanRecord, type LabRecord } from "../lab-folder";
import { LabHost } from "../lab-host";
import type { HostRecord } from "../host/host-record";
import type { Fault } from "./faults";
import { DEFAULTS, type DigitalOceanOptions, type Settings } from "./settings";

const ADDRESS = "127.0.0.1";
const START_SECONDS = 60;

/** An answer of the API. */
export interface ApiAnswer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

/**
 * An API that behaves as DigitalOcean's does, of a lab: its droplets are hosts on the lab's network. It is a process of
 * its own and goes with the lab.
 */
export class DigitalOcean {
  private constructor(private readonly record: DigitalOceanRecord) {}

  /** Starts it for a lab that has none yet. */
  static async start(
    { record: lab }: { record: LabRecord },
    options: DigitalOceanOptions = {},
  ): Promise<DigitalOcean> {
    const dir = join(lab.dir, "digitalocean");
    mkdirSync(dir, { mode: 0o700 });
    const endpoint = `http://${ADDRESS}:${await freePort(ADDRESS)}`;
    const token = `dop_v1_${randomBytes(32).toString("hex")}`;
    const settings: Settings = {
      ...{ lab, endpoint, token },
      firstIndex: lab.hosts.length,
      options: withDefaults(options),
    };
    const settingsFile = join(dir, "settings.json");
    writeFileSync(settingsFile, JSON.stringify(settings), { mode: 0o600 });
    const cloud = new DigitalOcean({ endpoint, token, pid: run(settingsFile, dir, lab) });
    lab.digitalocean = cloud.record;
    writeRecord(lab);
    await cloud.untilReady(join(dir, "log"));
    return cloud;
  }

  /** That of a lab that has one. */
  static of({ record: { digitalocean, name } }: { record: LabRecord }): DigitalOcean {
    if (digitalocean === undefined) throw new Error(`lab ${name} has no DigitalOcean`);
    return new DigitalOcean(digitalocean);
  }

  /** `http://127.0.0.1:…`; what a provider's `apiEndpoint` is set to. */
  get endpoint(): string {
    return this.record.endpoint;
  }

  get token(): string {
    return this.record.token;
  }

  /** Any call, such as `GET` of `/v2/droplets`. */
  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    token = this.token,
  ): Promise<ApiAnswer<T>> {
    const response = await fetch(`${this.endpoint}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: (text === "" ? {} : JSON.parse(text)) as T };
  }

  /** Lets something go wrong from now on. */
  async fault(fault: Fault): Promise<void> {
    await this.own("POST", "/lab/faults", fault);
  }

  /** Takes back all faults. */
  async mend(): Promise<void> {
    await this.own("DELETE", "/lab/faults");
  }

  /** A droplet is gone, and nobody has deleted it. */
  async loseDroplet(id: number | string): Promise<void> {
    await this.own("DELETE", `/lab/droplets/${id}`);
  }

  /** Ids of the droplets that load balancers have found well, and send to. */
  async balancedTo(): Promise<number[]> {
    return (await this.own<{ sends_to: number[][] }>("GET", "/lab/load_balancers")).sends_to.flat();
  }

  /** The host that a droplet is. */
  async host(id: number | string): Promise<LabHost> {
    const { host } = await this.own<{ host: HostRecord | null }>("GET", `/lab/droplets/${id}/host`);
    if (host === null) throw new Error(`droplet ${id} was not booted yet`);
    return new LabHost(host);
  }

  private async own<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call<T>(method, path, body);
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  private async untilReady(log: string): Promise<void> {
    for (const until = Date.now() + START_SECONDS * 1000; ; await sleep(20)) {
      try {
        await this.call("GET", "/v2/account");
        return;
      } catch (error) {
        if (Date.now() > until)
          throw new Error(`DigitalOcean's API doesn't answer:\n${readFileSync(log, "utf8")}`, {
            cause: error,
          });
      }
    }
  }
}

function withDefaults(options: DigitalOceanOptions): Required<DigitalOceanOptions> {
  return {
    actionMs: options.actionMs ?? DEFAULTS.actionMs,
    createMs: options.createMs ?? DEFAULTS.createMs,
    callsPerHour: options.callsPerHour ?? DEFAULTS.callsPerHour,
    callsPerMinute: options.callsPerMinute ?? DEFAULTS.callsPerMinute,
    dropletLimit: options.dropletLimit ?? DEFAULTS.dropletLimit,
    bare: options.bare ?? DEFAULTS.bare,
  };
}

/** Its id. Where the lab is kept, it outlives this process. */
function run(settingsFile: string, dir: string, lab: LabRecord): number {
  const root = checkoutRoot();
  const script = [
    `require(${JSON.stringify(join(root, "toolchain/load-bundle.cjs"))})`,
    `(${JSON.stringify(join(root, "lab/digitalocean/main.ts"))})`,
    `.main(${JSON.stringify(settingsFile)})`,
  ].join("");
  const log = openSync(join(dir, "log"), "a");
  const node = [process.execPath, "-e", script];
  const bound = ["setpriv", "--pdeathsig", "KILL", ...node];
  const [command = "", ...args] = lab.owner === undefined ? node : bound;
  const child = spawn(command, args, { detached: true, stdio: ["ignore", log, log], cwd: "/" });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new Error(`${command} couldn't be started`);
  return child.pid;
}
