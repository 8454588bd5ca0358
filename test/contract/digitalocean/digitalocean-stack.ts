import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { provider } from "../../../lab/digitalocean-plugin/provider";
import { DigitalOcean } from "../../../lab/digitalocean/digital-ocean";
import type { DigitalOceanOptions } from "../../../lab/digitalocean/settings";
import { Lab, type LabOptions } from "../../../lab/lab";
import type { Props } from "../../../plugins/runtime/resource";
import { startProvider, type Kept, type ProviderHarness } from "../../support/provider-harness";

/** A resource as the engine would keep it. */
export interface Resource extends Kept {
  type: string;
  name: string;
  inputs: Props;
}

/** The stand-in plugin on a lab's DigitalOcean, driven as the engine does it. */
export class DigitalOceanStack {
  private constructor(
    readonly lab: Lab,
    readonly cloud: DigitalOcean,
    readonly plugin: ProviderHarness,
  ) {}

  static async start(
    name: string,
    options: Partial<LabOptions> & DigitalOceanOptions = {},
  ): Promise<DigitalOceanStack> {
    const lab = await Lab.start(name, { hosts: {}, ...options });
    try {
      const cloud = await DigitalOcean.start(lab, options);
      const plugin = await startProvider(provider);
      const { endpoint: apiEndpoint, token } = cloud;
      await plugin.configure({ apiEndpoint, token, httpRetryWaitMin: "0.1" });
      return new DigitalOceanStack(lab, cloud, plugin);
    } catch (error) {
      await lab.remove();
      throw error;
    }
  }

  /** Check and create; throws for failures of check. */
  async create(type: string, name: string, inputs: Props, timeoutSeconds = 0): Promise<Resource> {
    const checked = await this.check(type, name, inputs);
    const kept = await this.plugin.create(tokenOf(type), checked, { name, timeoutSeconds });
    return { type, name, inputs: checked, ...kept };
  }

  async check(type: string, name: string, inputs: Props, old?: Resource): Promise<Props> {
    const options = { name, randomSeed: randomBytes(32) };
    const answer = await this.plugin.check(tokenOf(type), inputs, old?.inputs ?? {}, options);
    if (answer.failures.length > 0)
      throw new Error(answer.failures.map((each) => `${each.property}: ${each.reason}`).join("\n"));
    return answer.inputs;
  }

  /** What `pulumi up` would do with these inputs. */
  async diff(old: Resource, inputs: Props) {
    const checked = await this.check(old.type, old.name, inputs, old);
    return this.plugin.diff(tokenOf(old.type), old, checked, { name: old.name });
  }

  async update(old: Resource, inputs: Props): Promise<Resource> {
    const checked = await this.check(old.type, old.name, inputs, old);
    const kept = await this.plugin.update(tokenOf(old.type), old, checked, { name: old.name });
    return { ...old, inputs: checked, notReady: undefined, ...kept };
  }

  read(old: Resource) {
    return this.plugin.read(tokenOf(old.type), old.id, old, { name: old.name });
  }

  async delete(old: Resource): Promise<void> {
    await this.plugin.delete(tokenOf(old.type), old, { name: old.name });
  }

  /** What the API itself has, such as the `droplet` at `/v2/droplets/1`; undefined where it has none. */
  async live<T = Props>(path: string, key: string): Promise<T | undefined> {
    const { body } = await this.cloud.call<Record<string, T>>("GET", path);
    return body[key];
  }

  async stop(): Promise<void> {
    await this.plugin.stop();
    await this.lab.remove();
  }
}

/** `Droplet` → `digitalocean:index/droplet:Droplet` */
export function tokenOf(type: string): string {
  return `digitalocean:index/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
}

/** A new key's public part. */
export function newPublicKey(): string {
  const dir = mkdtempSync(join(tmpdir(), "slipway-key-"));
  try {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", join(dir, "key")]);
    return readFileSync(join(dir, "key.pub"), "utf8").trim();
  } finally {
    rmSync(dir, { recursive: true });
  }
}
