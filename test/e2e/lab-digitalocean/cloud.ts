import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { DigitalOcean } from "../../../lab/digitalocean/digital-ocean";
import type { DigitalOceanOptions } from "../../../lab/digitalocean/settings";
import { Lab, type LabOptions } from "../../../lab/lab";
import { tryCommand } from "../../../toolchain/run-command";
import type { ApiDroplet } from "./answers";

/** A lab with DigitalOcean's API, and an ssh key in the account. */
export class Cloud {
  private constructor(
    readonly lab: Lab,
    readonly api: DigitalOcean,
    readonly keyId: number,
    private readonly dir: string,
  ) {}

  static async start(
    name: string,
    options: Partial<LabOptions> & DigitalOceanOptions = {},
  ): Promise<Cloud> {
    const lab = await Lab.start(name, { hosts: {}, ...options });
    try {
      const api = await DigitalOcean.start(lab, options);
      const dir = mkdtempSync(join(tmpdir(), "slipway-e2e-do-"));
      const file = join(dir, "key");
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
      const made = await api.call<{ ssh_key: { id: number } }>("POST", "/v2/account/keys", {
        name: "e2e",
        public_key: readFileSync(`${file}.pub`, "utf8"),
      });
      return new Cloud(lab, api, made.body.ssh_key.id, dir);
    } catch (error) {
      await lab.remove();
      throw error;
    }
  }

  /** Makes a droplet and waits until it is active. */
  async droplet(name: string, more: object = {}): Promise<ApiDroplet> {
    const { status, body } = await this.api.call<{ droplet: ApiDroplet }>("POST", "/v2/droplets", {
      ...{ name, region: "nyc3", size: "s-1vcpu-1gb", image: "debian-12-x64" },
      ssh_keys: [this.keyId],
      ...more,
    });
    if (status !== 202) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return this.until(body.droplet.id, "active");
  }

  async until(id: number, status: string): Promise<ApiDroplet> {
    return waitUntil(`droplet ${id} is ${status}`, async () => {
      const { body } = await this.api.call<{ droplet: ApiDroplet }>("GET", `/v2/droplets/${id}`);
      return body.droplet.status === status && !body.droplet.locked ? body.droplet : undefined;
    });
  }

  /** Runs a command as root over ssh, with the key of the account. */
  ssh(droplet: ApiDroplet, command: string, input?: string) {
    const options = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
    const quick = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=3", "-o", "LogLevel=ERROR"];
    const to = `root@${addressOf(droplet)}`;
    const args = [
      "-F",
      "/dev/null",
      "-i",
      join(this.dir, "key"),
      ...options,
      ...quick,
      to,
      command,
    ];
    return tryCommand("ssh", args, { input });
  }

  async remove(): Promise<void> {
    await this.lab.remove();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export function addressOf(droplet: ApiDroplet, type: "public" | "private" = "public"): string {
  const found = droplet.networks.v4.find((each) => each.type === type);
  if (found === undefined) throw new Error(`droplet ${droplet.name} has no ${type} address`);
  return found.ip_address;
}

const DEADLINE_SECONDS = 60;

export async function waitUntil<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + DEADLINE_SECONDS * 1000; ; await sleep(100)) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`after ${DEADLINE_SECONDS} s not: ${what}`);
  }
}
