import { z } from "zod";

/**
 * What DigitalOcean's public API document says of the answers that the lab gives: all properties, and no others.
 */
const time = z.iso.datetime();
const regionFeatures = z.array(z.string());

export const failure = z.strictObject({
  id: z.string(),
  message: z.string(),
  request_id: z.uuid(),
});

export const region = z.strictObject({
  name: z.string(),
  slug: z.string(),
  features: regionFeatures,
  available: z.boolean(),
  sizes: z.array(z.string()),
});

const disks = z.array(
  z.strictObject({
    type: z.enum(["local", "scratch"]),
    size: z.strictObject({ amount: z.int(), unit: z.string() }),
  }),
);

export const size = z.strictObject({
  slug: z.string(),
  memory: z.int().multipleOf(8),
  vcpus: z.int(),
  disk: z.int(),
  transfer: z.number(),
  price_monthly: z.number(),
  price_hourly: z.number(),
  regions: z.array(z.string()),
  available: z.boolean(),
  description: z.string(),
  disk_info: disks,
});

export const image = z.strictObject({
  id: z.int(),
  name: z.string(),
  type: z.enum(["base", "snapshot", "backup", "custom", "admin"]),
  distribution: z.string(),
  slug: z.string().nullable(),
  public: z.boolean(),
  regions: z.array(z.string()),
  created_at: time,
  min_disk_size: z.int().nullable(),
  size_gigabytes: z.number().nullable(),
  description: z.string(),
  tags: z.array(z.string()),
  status: z.enum(["NEW", "available", "pending", "deleted", "retired"]),
  error_message: z.string(),
});

export const account = z.strictObject({
  droplet_limit: z.int(),
  floating_ip_limit: z.int(),
  reserved_ip_limit: z.int().optional(),
  volume_limit: z.int().optional(),
  email: z.string(),
  name: z.string(),
  uuid: z.string(),
  email_verified: z.boolean(),
  status: z.enum(["active", "warning", "locked"]),
  status_message: z.string(),
  team: z.strictObject({ uuid: z.string(), name: z.string() }),
});

export const sshKey = z.strictObject({
  id: z.int(),
  fingerprint: z.string().regex(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
  public_key: z.string(),
  name: z.string(),
});

export const vpc = z.strictObject({
  id: z.uuid(),
  urn: z.string().startsWith("do:vpc:"),
  name: z.string(),
  description: z.string().max(255),
  region: z.string(),
  ip_range: z.cidrv4(),
  created_at: time,
  default: z.boolean(),
});

export const action = z.strictObject({
  id: z.int(),
  status: z.enum(["in-progress", "completed", "errored"]),
  type: z.string(),
  started_at: time,
  completed_at: time.nullable(),
  resource_id: z.int().nullable(),
  resource_type: z.string(),
  region: region.optional(),
  region_slug: z.string().nullable(),
});

const network = z.strictObject({
  ip_address: z.ipv4(),
  netmask: z.ipv4(),
  gateway: z.string(),
  type: z.enum(["public", "private"]),
});

export const droplet = z.strictObject({
  id: z.int(),
  name: z.string(),
  memory: z.int(),
  vcpus: z.int(),
  disk: z.int(),
  disk_info: disks,
  locked: z.boolean(),
  status: z.enum(["new", "active", "off", "archive"]),
  kernel: z.null(),
  created_at: time,
  features: z.array(z.string()),
  backup_ids: z.array(z.int()),
  next_backup_window: z.null(),
  snapshot_ids: z.array(z.int()),
  image,
  volume_ids: z.array(z.string()),
  size,
  size_slug: z.string(),
  networks: z.strictObject({ v4: z.array(network), v6: z.array(z.never()) }),
  region,
  tags: z.array(z.string()),
  vpc_uuid: z.string(),
});

export type ApiDroplet = z.infer<typeof droplet>;

const counted = z.strictObject({ count: z.int(), last_tagged_uri: z.url().optional() });

export const tag = z.strictObject({
  name: z.string(),
  resources: counted.extend({
    droplets: counted,
    images: counted,
    volumes: counted,
    volume_snapshots: counted,
    databases: counted,
  }),
});

export const createdDroplets = z.strictObject({
  droplet: droplet.optional(),
  droplets: z.array(droplet).optional(),
  links: z.strictObject({
    actions: z.array(z.strictObject({ id: z.int(), rel: z.string(), href: z.url() })),
  }),
});

const pages = z.strictObject({
  first: z.url().optional(),
  prev: z.url().optional(),
  next: z.url().optional(),
  last: z.url().optional(),
});

/** A page of a list. */
export function list<T extends z.ZodType>(key: string, item: T) {
  return z.strictObject({
    [key]: z.array(item),
    links: z.strictObject({ pages: pages.optional() }),
    meta: z.strictObject({ total: z.int() }),
  });
}
