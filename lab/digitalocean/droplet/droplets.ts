import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Bridge } from "../../bridge";
import { DROPLETS_FILE } from "../../lab-folder";
import { LabHost } from "../../lab-host";
import { now, type Action } from "../actions";
import { WITH_DOCKER } from "../catalog/images";
import { ApiError, notFound, unprocessable } from "../http/answer";
import { addressText, Pool } from "../network/ranges";
import type { World } from "../world";
import { planOf } from "./cloud-config";
import type { Droplet } from "./droplet";
import { makeDroplet, removeDroplet } from "./make-droplet";
import { runUserData } from "./run-user-data";

const FIRST_ID = 510_000_001;
/** The last number that a host of the lab's network may have. */
const LAST_INDEX = 230;

export type DropletSpec = Pick<
  Droplet,
  | ("name" | "size" | "image" | "region" | "vpc" | "keys" | "userData" | "monitoring")
  | ("agent" | "ipv6" | "backups" | "backupPolicy" | "tags" | "volumeIds")
>;

/** The account's droplets, and the hosts that they are. */
export class Droplets {
  private readonly droplets = new Map<number, Droplet>();
  private nextId = FIRST_ID;
  /** Numbers of public addresses; reserved ones and load balancers take theirs from here too. */
  readonly indexes: Pool;

  constructor(private readonly world: World) {
    this.indexes = new Pool(world.settings.firstIndex, LAST_INDEX);
  }

  all(): Droplet[] {
    return [...this.droplets.values()];
  }

  find(id: string | number): Droplet | undefined {
    return this.droplets.get(Number(id));
  }

  get(id: string | number): Droplet {
    const droplet = this.find(id);
    if (droplet === undefined) throw notFound();
    return droplet;
  }

  tagged(tag: string): Droplet[] {
    return this.all().filter(({ tags }) => tags.has(tag));
  }

  /** Writes it down and begins to make it. */
  create(spec: DropletSpec): { droplet: Droplet; action: Action } {
    const bridge = Bridge.of(this.world.settings.lab.bridge);
    const index = this.indexes.take();
    const privateNumber = spec.vpc.addresses.take();
    if (index === undefined || privateNumber === undefined)
      throw unprocessable("There are no free addresses left.");
    const droplet: Droplet = {
      ...spec,
      id: this.nextId++,
      status: "new",
      locked: false,
      disk: spec.size.disk,
      ...{ index, privateNumber },
      publicAddress: bridge.address(index),
      gateway: bridge.machine,
      privateAddress: addressText(privateNumber),
      createdAt: now(),
      host: undefined,
    };
    this.droplets.set(droplet.id, droplet);
    // So that nobody else takes them meanwhile.
    for (const id of spec.volumeIds) this.world.volumes.get(id).dropletId = droplet.id;
    const action = this.world.actions.begin(
      this.subject(droplet, "create"),
      () => this.build(droplet),
      (status) => {
        if (status === "completed") droplet.status = "active";
      },
    );
    return { droplet, action };
  }

  /** Does something with a droplet that takes its time; another action has to wait for that. */
  act(droplet: Droplet, type: string, work: () => Promise<void> | void): Action {
    if (droplet.locked || droplet.status === "new")
      throw unprocessable("Droplet already has a pending event.");
    droplet.locked = true;
    return this.world.actions.begin(this.subject(droplet, type), work, () => {
      droplet.locked = false;
    });
  }

  async powerOn(droplet: Droplet): Promise<void> {
    const host = hostOf(droplet);
    if (host.pid === undefined) await host.boot();
    await this.settle(droplet);
    droplet.status = "active";
  }

  async powerOff(droplet: Droplet): Promise<void> {
    await hostOf(droplet).destroy();
    droplet.status = "off";
  }

  async rebuild(droplet: Droplet): Promise<void> {
    await hostOf(droplet).destroy();
    removeDroplet(hostOf(droplet).record);
    await this.build(droplet);
    droplet.status = "active";
  }

  async delete(droplet: Droplet): Promise<void> {
    if (droplet.locked)
      throw new ApiError(422, "unprocessable_entity", "Droplet already has a pending event.");
    await this.forget(droplet);
  }

  /** It is gone, as a machine that burns down is, and the provider knows it no more. */
  async lose(droplet: Droplet): Promise<void> {
    this.world.loadBalancers.lose(droplet);
    await this.forget(droplet);
  }

  /** It is gone, and the provider knows nothing of it any more. */
  async forget(droplet: Droplet): Promise<void> {
    this.droplets.delete(droplet.id);
    const { host } = droplet;
    droplet.host = undefined;
    droplet.status = "archive";
    if (host !== undefined) {
      await host.destroy();
      removeDroplet(host.record);
    }
    this.indexes.give(droplet.index);
    droplet.vpc.addresses.give(droplet.privateNumber);
    this.writeHosts();
    await this.world.dropletGone(droplet);
  }

  /** Does what a boot doesn't do by itself. */
  private async settle(droplet: Droplet): Promise<void> {
    await this.world.changed();
    for (const id of droplet.volumeIds) {
      const volume = this.world.volumes.get(id);
      if (volume.device === undefined) await this.world.volumes.attach(volume, droplet);
      else await this.world.volumes.show(volume, droplet);
    }
  }

  private subject(droplet: Droplet, type: string) {
    const { id, region } = droplet;
    return { type, resourceId: id, resourceType: "droplet", region: region.slug };
  }

  private async build(droplet: Droplet): Promise<void> {
    const { world } = this;
    const { lab, options } = world.settings;
    const plan = planOf(droplet.userData);
    const record = makeDroplet(lab, {
      ...{ id: droplet.id, name: droplet.name, index: droplet.index, plan },
      second: {
        switchPid: world.net.pid,
        bridge: droplet.vpc.bridge,
        cable: `d${droplet.id}`,
        address: `${droplet.privateAddress}/${droplet.vpc.range.prefix}`,
      },
      keys: droplet.keys,
      userData: droplet.userData,
      withDocker: droplet.image.slug === WITH_DOCKER,
      bare: options.bare && droplet.image.slug !== WITH_DOCKER,
    });
    const host = new LabHost(record);
    droplet.host = host;
    this.writeHosts();
    await host.boot();
    // Deleted while it was made.
    if (this.find(droplet.id) === undefined) {
      await host.destroy();
      removeDroplet(record);
      return;
    }
    await this.settle(droplet);
    runUserData(host, plan).catch((error: unknown) => {
      // It was destroyed meanwhile, or it says so in its own log.
      process.stderr.write(`user data of ${droplet.name}: ${String(error)}\n`);
    });
  }

  /** So that whoever takes the lab away finds them. */
  private writeHosts(): void {
    const hosts = this.all().flatMap(({ host }) => (host === undefined ? [] : [host.record]));
    writeFileSync(join(this.world.settings.lab.dir, DROPLETS_FILE), JSON.stringify(hosts), {
      mode: 0o600,
    });
  }
}

function hostOf({ host, name }: Droplet): LabHost {
  if (host === undefined) throw new Error(`droplet ${name} was never booted`);
  return host;
}
