import { Bridge } from "../../bridge";
import { callQuietly } from "../../system-call";
import type { Droplet } from "../droplet/droplet";
import { notFound, unprocessable } from "../http/answer";
import type { World } from "../world";

export interface ReservedIp {
  readonly ip: string;
  readonly index: number;
  readonly region: string;
  dropletId: number | undefined;
}

/** Addresses that stay while droplets come and go. */
export class ReservedIps {
  private readonly ips = new Map<string, ReservedIp>();

  constructor(private readonly world: World) {}

  all(): ReservedIp[] {
    return [...this.ips.values()];
  }

  get(ip: string): ReservedIp {
    const found = this.ips.get(ip);
    if (found === undefined) throw notFound();
    return found;
  }

  of({ id }: Droplet): ReservedIp[] {
    return this.all().filter(({ dropletId }) => dropletId === id);
  }

  reserve(region: string): ReservedIp {
    const index = this.world.droplets.indexes.take();
    if (index === undefined) throw unprocessable("There are no free addresses left.");
    const ip = Bridge.of(this.world.settings.lab.bridge).address(index);
    const reserved = { ip, index, region, dropletId: undefined };
    this.ips.set(ip, reserved);
    return reserved;
  }

  async assign(reserved: ReservedIp, droplet: Droplet | undefined): Promise<void> {
    reserved.dropletId = droplet?.id;
    await this.world.changed();
    // Whoever knows the way to the droplet before has to ask again.
    const { lab } = this.world.settings;
    callQuietly("ip", "neigh", "flush", "to", reserved.ip, "dev", lab.bridge);
    for (const { host } of this.world.droplets.all())
      await host?.run(["ip", "neigh", "flush", "to", reserved.ip]).catch(() => undefined);
  }

  async release(reserved: ReservedIp): Promise<void> {
    await this.assign(reserved, undefined);
    this.ips.delete(reserved.ip);
    this.world.droplets.indexes.give(reserved.index);
  }
}
