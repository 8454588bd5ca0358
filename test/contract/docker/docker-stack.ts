import { randomBytes } from "node:crypto";
import Docker from "dockerode";

import { provider } from "../../../plugins/docker/provider";
import type { Props } from "../../../plugins/runtime/resource";
import { startProvider, type Kept, type ProviderHarness } from "../../support/provider-harness";

export const CONTAINER = "docker:index/container:Container";
export const NETWORK = "docker:index/network:Network";
export const VOLUME = "docker:index/volume:Volume";
export const IMAGE = "docker:index/image:Image";
export const REMOTE_IMAGE = "docker:index/remoteImage:RemoteImage";
export const SERVICE = "docker:index/service:Service";
export const SECRET = "docker:index/secret:Secret";
export const SERVICE_CONFIG = "docker:index/serviceConfig:ServiceConfig";
export const TAG = "docker:index/tag:Tag";
export const REGISTRY_IMAGE = "docker:index/registryImage:RegistryImage";

/** A resource as the engine would keep it. */
export interface Resource extends Kept {
  type: string;
  name: string;
  inputs: Props;
}

/** The docker plugin on the real engine, with a prefix by which everything a test made is swept away. */
export class DockerStack {
  readonly docker: Docker;
  private constructor(
    private harness: ProviderHarness,
    private readonly host: string | undefined,
    readonly prefix = `slipway-ct-${randomBytes(3).toString("hex")}`,
  ) {
    this.docker = new Docker(host ? { socketPath: host.replace(/^unix:\/\//, "") } : {});
  }

  /** @param host `unix:///…`. Defaults to the engine that the tests run on. */
  static async start(host?: string): Promise<DockerStack> {
    const stack = new DockerStack(await startProvider(provider), host);
    await stack.configure();
    return stack;
  }

  /** The same for a later update: a plugin process of its own. To be closed by {@link end}. */
  async later(): Promise<DockerStack> {
    const stack = new DockerStack(await startProvider(provider), this.host, this.prefix);
    await stack.configure();
    return stack;
  }

  /** Ends the plugin, and leaves what there is. */
  async end(): Promise<void> {
    await this.harness.stop();
  }

  private async configure(): Promise<void> {
    await this.harness.configure(this.host === undefined ? {} : { host: this.host });
  }

  get plugin(): ProviderHarness {
    return this.harness;
  }

  /** A plugin process that knows nothing of the former, as after a kill. */
  async restart(): Promise<void> {
    await this.harness.stop();
    this.harness = await startProvider(provider);
    await this.configure();
  }

  named(name: string): string {
    return `${this.prefix}-${name}`;
  }

  /** Check and create; throws for failures of check. */
  async create(type: string, name: string, inputs: Props): Promise<Resource> {
    const checked = await this.check(type, name, inputs);
    const kept = await this.plugin.create(type, checked, { name: this.named(name) });
    return { type, name, inputs: checked, ...kept };
  }

  async check(type: string, name: string, inputs: Props, old?: Resource): Promise<Props> {
    const { inputs: checked, failures } = await this.plugin.check(type, inputs, old?.inputs ?? {}, {
      name: this.named(name),
      randomSeed: randomBytes(32),
    });
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    return checked;
  }

  /** What `pulumi up` would do with these inputs. */
  async diff(old: Resource, inputs: Props) {
    const checked = await this.check(old.type, old.name, inputs, old);
    return await this.plugin.diff(old.type, old, checked, { name: this.named(old.name) });
  }

  async update(old: Resource, inputs: Props): Promise<Resource> {
    const checked = await this.check(old.type, old.name, inputs, old);
    const kept = await this.plugin.update(old.type, old, checked, { name: this.named(old.name) });
    return { ...old, inputs: checked, notReady: undefined, ...kept };
  }

  async refresh(old: Resource): Promise<Resource | undefined> {
    const read = await this.plugin.read(old.type, old.id, old, { name: this.named(old.name) });
    return read && { ...old, ...read };
  }

  async delete(old: Resource): Promise<void> {
    await this.plugin.delete(old.type, old, { name: this.named(old.name) });
  }

  /** Removes all that carries the prefix, and stops the plugin. */
  async stop(): Promise<void> {
    const mine = (name: string) => name.replace(/^\//, "").startsWith(this.prefix);
    for (const each of await this.docker.listContainers({ all: true }))
      if (each.Names.some(mine)) {
        const found = this.docker.getContainer(each.Id);
        await found.stop({ t: 0 }).catch(() => undefined);
        await found.remove({ v: true }).catch(() => undefined);
      }
    for (const each of await this.docker.listNetworks())
      if (mine(each.Name)) await this.docker.getNetwork(each.Id).remove();
    for (const each of (await this.docker.listVolumes()).Volumes ?? [])
      if (mine(each.Name)) await this.docker.getVolume(each.Name).remove();
    for (const each of await this.docker.listImages())
      for (const tag of (each.RepoTags ?? []).filter(mine))
        await this.docker.getImage(tag).remove();
    await this.harness.stop();
  }
}
