import { regionObject } from "../catalog/region-object";
import type { Image } from "../catalog/images";
import type { RegionFacts } from "../catalog/regions";
import type { Size } from "../catalog/sizes";
import type { LabHost } from "../../lab-host";
import { netmask } from "../network/ranges";
import type { Vpc } from "../network/vpcs";

export interface BackupPolicy {
  plan?: "daily" | "weekly";
  weekday?: string;
  hour?: number;
}

/** A droplet as the provider knows it. */
export interface Droplet {
  readonly id: number;
  name: string;
  status: "new" | "active" | "off" | "archive";
  /** An action on it is under way. */
  locked: boolean;
  size: Size;
  /** GiB; grows with a permanent resize. */
  disk: number;
  image: Image;
  readonly region: RegionFacts;
  readonly vpc: Vpc;
  readonly index: number;
  readonly publicAddress: string;
  readonly gateway: string;
  readonly privateNumber: number;
  readonly privateAddress: string;
  readonly createdAt: string;
  readonly tags: Set<string>;
  readonly volumeIds: Set<string>;
  readonly keys: readonly string[];
  readonly userData: string;
  readonly monitoring: boolean;
  readonly agent: boolean;
  ipv6: boolean;
  backups: boolean;
  backupPolicy: BackupPolicy;
  /** None before it was first booted. */
  host: LabHost | undefined;
}

export const urnOf = (droplet: Droplet) => `do:droplet:${droplet.id}`;

/** As the API shows it. */
export function dropletObject(droplet: Droplet): object {
  const { id, name, size, disk, status, locked, createdAt, image, vpc } = droplet;
  return {
    ...{ id, name, disk, locked, status, image, size },
    memory: size.memory,
    vcpus: size.vcpus,
    disk_info: [{ type: "local", size: { amount: disk, unit: "gib" } }],
    kernel: null,
    created_at: createdAt,
    features: [
      ...(droplet.backups ? ["backups"] : []),
      ...(droplet.agent ? ["droplet_agent"] : []),
      ...(droplet.ipv6 ? ["ipv6"] : []),
      ...(droplet.monitoring ? ["monitoring"] : []),
      "private_networking",
    ],
    backup_ids: [],
    next_backup_window: null,
    snapshot_ids: [],
    volume_ids: [...droplet.volumeIds],
    size_slug: size.slug,
    networks: networksOf(droplet),
    region: regionObject(droplet.region),
    tags: [...droplet.tags],
    vpc_uuid: vpc.id,
  };
}

/** A new one has no addresses yet. */
function networksOf(droplet: Droplet): object {
  if (droplet.status === "new") return { v4: [], v6: [] };
  return {
    v4: [
      {
        ip_address: droplet.privateAddress,
        netmask: netmask(droplet.vpc.range.prefix),
        gateway: "",
        type: "private",
      },
      {
        ip_address: droplet.publicAddress,
        netmask: netmask(24),
        gateway: droplet.gateway,
        type: "public",
      },
    ],
    v6: [],
  };
}
