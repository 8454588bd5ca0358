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

const peers = z.strictObject({
  addresses: z.array(z.string()).optional(),
  droplet_ids: z.array(z.int()).optional(),
  load_balancer_uids: z.array(z.string()).optional(),
  kubernetes_ids: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
});
const rule = { protocol: z.enum(["tcp", "udp", "icmp"]), ports: z.string() };

export const firewall = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  status: z.enum(["waiting", "succeeded", "failed"]),
  created_at: time,
  pending_changes: z.array(
    z.strictObject({ droplet_id: z.int(), removing: z.boolean(), status: z.string() }),
  ),
  droplet_ids: z.array(z.int()),
  tags: z.array(z.string()),
  inbound_rules: z.array(z.strictObject({ ...rule, sources: peers })),
  outbound_rules: z.array(z.strictObject({ ...rule, destinations: peers })),
});

export const loadBalancer = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  project_id: z.uuid(),
  ip: z.union([z.literal(""), z.ipv4()]),
  ipv6: z.string(),
  size: z.string(),
  size_unit: z.int(),
  algorithm: z.enum(["round_robin", "least_connections"]),
  status: z.enum(["new", "active", "errored"]),
  created_at: time,
  forwarding_rules: z.array(
    z.strictObject({
      entry_protocol: z.string(),
      entry_port: z.int(),
      target_protocol: z.string(),
      target_port: z.int(),
      certificate_id: z.string(),
      tls_passthrough: z.boolean(),
    }),
  ),
  health_check: z.strictObject({
    protocol: z.enum(["http", "https", "tcp"]),
    port: z.int(),
    path: z.string(),
    check_interval_seconds: z.int(),
    response_timeout_seconds: z.int(),
    unhealthy_threshold: z.int(),
    healthy_threshold: z.int(),
  }),
  sticky_sessions: z.strictObject({
    type: z.enum(["cookies", "none"]),
    cookie_name: z.string().optional(),
    cookie_ttl_seconds: z.int().optional(),
  }),
  region,
  tag: z.string(),
  droplet_ids: z.array(z.int()),
  redirect_http_to_https: z.boolean(),
  enable_proxy_protocol: z.boolean(),
  enable_backend_keepalive: z.boolean(),
  disable_lets_encrypt_dns_records: z.boolean(),
  http_idle_timeout_seconds: z.int(),
  vpc_uuid: z.uuid(),
  firewall: z.strictObject({ allow: z.array(z.string()), deny: z.array(z.string()) }),
  network: z.enum(["EXTERNAL", "INTERNAL"]),
  network_stack: z.enum(["IPV4", "DUALSTACK"]),
  type: z.enum(["REGIONAL", "REGIONAL_NETWORK", "GLOBAL"]),
  tls_cipher_policy: z.enum(["DEFAULT", "STRONG"]),
});

export const certificate = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  not_after: time,
  sha1_fingerprint: z.string().regex(/^[0-9a-f]{40}$/),
  created_at: time,
  dns_names: z.array(z.string()),
  state: z.enum(["pending", "verified", "error"]),
  type: z.enum(["custom", "lets_encrypt"]),
});

export const volume = z.strictObject({
  id: z.string(),
  region,
  droplet_ids: z.array(z.int()),
  name: z.string(),
  description: z.string(),
  size_gigabytes: z.int(),
  created_at: time,
  filesystem_type: z.string(),
  filesystem_label: z.string(),
  tags: z.array(z.string()),
});

export const reservedIp = z.strictObject({
  ip: z.ipv4(),
  region,
  droplet: droplet.nullable(),
  locked: z.boolean(),
  project_id: z.uuid(),
});

export const project = z.strictObject({
  id: z.uuid(),
  owner_uuid: z.string(),
  owner_id: z.int(),
  name: z.string(),
  description: z.string(),
  purpose: z.string(),
  environment: z.enum(["Development", "Staging", "Production"]),
  is_default: z.boolean(),
  created_at: time,
  updated_at: time,
});

export const domain = z.strictObject({
  name: z.string(),
  ttl: z.int().nullable(),
  zone_file: z.string().nullable(),
});

const maybe = z.int().nullable();
export const domainRecord = z.strictObject({
  id: z.int(),
  type: z.string(),
  name: z.string(),
  data: z.string(),
  priority: maybe,
  port: maybe,
  ttl: z.int(),
  weight: maybe,
  flags: maybe,
  tag: z.string().nullable(),
});
