import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { call } from "../system-call";
import { now } from "./actions";
import { regionObject } from "./catalog/region-object";
import { findRegion } from "./catalog/regions";
import type { Droplet } from "./droplet/droplet";
import { conflict, notFound, unprocessable } from "./http/answer";
import type { World } from "./world";

export interface Volume {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly description: string;
  sizeGib: number;
  readonly filesystemType: "" | "ext4" | "xfs";
  readonly filesystemLabel: string;
  readonly createdAt: string;
  readonly tags: Set<string>;
  dropletId: number | undefined;
  /** Of this machine, while it is attached. */
  device: string | undefined;
}

const GIB = 2 ** 30;

/** The account's block storage: a file for each volume, and a loop device where it is attached. */
export class Volumes {
  private readonly volumes = new Map<string, Volume>();
  private readonly dir: string;

  constructor(private readonly world: World) {
    this.dir = join(world.settings.lab.dir, "digitalocean", "volumes");
  }

  all(): Volume[] {
    return [...this.volumes.values()];
  }

  get(id: string): Volume {
    const volume = this.volumes.get(id);
    if (volume === undefined) throw notFound();
    return volume;
  }

  named(name: string, region: string): Volume | undefined {
    return this.all().find((volume) => volume.name === name && volume.region === region);
  }

  create(
    wanted: Pick<
      Volume,
      "name" | "region" | "description" | "sizeGib" | "filesystemType" | "filesystemLabel" | "tags"
    >,
  ): Volume {
    if (findRegion(wanted.region)?.available !== true)
      throw unprocessable("region: is not one that has volumes");
    if (this.named(wanted.name, wanted.region) !== undefined)
      throw conflict("A volume with that name already exists in this region.");
    const volume: Volume = {
      ...wanted,
      id: randomUUID(),
      createdAt: now(),
      dropletId: undefined,
      device: undefined,
    };
    mkdirSync(this.dir, { recursive: true });
    writeFileSync(this.file(volume), "", { mode: 0o600 });
    truncateSync(this.file(volume), volume.sizeGib * GIB);
    if (volume.filesystemType !== "") this.format(volume);
    this.volumes.set(volume.id, volume);
    return volume;
  }

  async attach(volume: Volume, droplet: Droplet): Promise<void> {
    volume.device ??= call("losetup", "--find", "--show", this.file(volume)).trim();
    volume.dropletId = droplet.id;
    droplet.volumeIds.add(volume.id);
    await this.show(volume, droplet);
  }

  /** Makes it a device of a running droplet; to be done after each boot. */
  async show({ name, device }: Volume, { host }: Droplet): Promise<void> {
    const script = `mkdir -p /dev/disk; mountpoint -q /dev/disk || mount -t tmpfs -o mode=755 tmpfs /dev/disk
      mkdir -p /dev/disk/by-id; ln -sfn ${device} /dev/disk/by-id/scsi-0DO_Volume_${name}`;
    if (host?.pid !== undefined) await host.sh(script);
  }

  async detach(volume: Volume): Promise<void> {
    const droplet = this.world.droplets.find(volume.dropletId ?? 0);
    const { device, name } = volume;
    volume.dropletId = undefined;
    volume.device = undefined;
    droplet?.volumeIds.delete(volume.id);
    if (device === undefined) return;
    if (droplet?.host?.pid !== undefined)
      await droplet.host.sh(
        `rm -f /dev/disk/by-id/scsi-0DO_Volume_${name}; while umount -l ${device} 2>/dev/null; do :; done`,
      );
    call("losetup", "--detach", device);
  }

  resize(volume: Volume, sizeGib: number): void {
    if (sizeGib < volume.sizeGib) throw unprocessable("A volume can only be made larger.");
    volume.sizeGib = sizeGib;
    truncateSync(this.file(volume), sizeGib * GIB);
    if (volume.device !== undefined) call("losetup", "--set-capacity", volume.device);
  }

  delete(volume: Volume): void {
    if (volume.dropletId !== undefined)
      throw conflict("A volume that is attached to a Droplet can't be deleted.");
    this.volumes.delete(volume.id);
    rmSync(this.file(volume), { force: true });
  }

  private file({ id }: Volume): string {
    return join(this.dir, id);
  }

  private format(volume: Volume): void {
    const { filesystemType, filesystemLabel } = volume;
    const command = `mkfs.${filesystemType}`;
    if (!["/sbin", "/usr/sbin"].some((dir) => existsSync(join(dir, command))))
      throw unprocessable(`filesystem_type: this machine has no ${command}`);
    const label = filesystemLabel === "" ? [] : ["-L", filesystemLabel];
    call(
      command,
      "-q",
      ...(filesystemType === "ext4" ? ["-F"] : ["-f"]),
      ...label,
      this.file(volume),
    );
  }
}

export function volumeObject(volume: Volume): object {
  const { id, name, description, sizeGib, createdAt, filesystemType, filesystemLabel } = volume;
  return {
    ...{ id, name, description },
    region: regionObject(findRegion(volume.region)!),
    droplet_ids: volume.dropletId === undefined ? [] : [volume.dropletId],
    size_gigabytes: sizeGib,
    created_at: createdAt,
    filesystem_type: filesystemType,
    filesystem_label: filesystemLabel,
    tags: [...volume.tags],
  };
}
