import { z } from "zod";

const port = z.int().min(1).max(65_535);

const forwardingRule = z.object({
  entry_protocol: z.enum(["http", "https", "tcp"], "the lab has http, https and tcp"),
  entry_port: port,
  target_protocol: z.enum(["http", "https", "tcp"], "the lab has http, https and tcp"),
  target_port: port,
  certificate_id: z.string().default(""),
  tls_passthrough: z.boolean().default(false),
});

const healthCheck = z.object({
  protocol: z.enum(["http", "https", "tcp"]).default("http"),
  port: port.default(80),
  path: z.string().default("/"),
  check_interval_seconds: z.int().min(3).max(300).default(10),
  response_timeout_seconds: z.int().min(3).max(300).default(5),
  unhealthy_threshold: z.int().min(2).max(10).default(5),
  healthy_threshold: z.int().min(2).max(10).default(3),
});

const stickySessions = z.object({
  type: z.enum(["none", "cookies"]).default("none"),
  cookie_name: z.string().optional(),
  cookie_ttl_seconds: z.int().positive().optional(),
});

const source = z.string().regex(/^(ip|cidr):[0-9.]+(\/\d+)?$/);
const firewall = z.object({
  allow: z
    .array(source)
    .nullish()
    .transform((list) => list ?? []),
  deny: z
    .array(source)
    .nullish()
    .transform((list) => list ?? []),
});

/** What a load balancer is asked to be. */
export const balancerSpec = z.object({
  name: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9.-]*$/),
  region: z.string().default("nyc3"),
  size: z.string().optional(),
  size_unit: z.int().min(1).max(100).default(1),
  algorithm: z.enum(["round_robin", "least_connections"]).default("round_robin"),
  forwarding_rules: z.array(forwardingRule).min(1),
  health_check: healthCheck.nullish().transform((check) => check ?? healthCheck.parse({})),
  sticky_sessions: stickySessions
    .nullish()
    .transform((sessions) => sessions ?? stickySessions.parse({})),
  droplet_ids: z.array(z.int()).nullish(),
  tag: z.string().nullish(),
  redirect_http_to_https: z.boolean().default(false),
  enable_proxy_protocol: z.boolean().default(false),
  enable_backend_keepalive: z.boolean().default(false),
  disable_lets_encrypt_dns_records: z.boolean().nullish(),
  http_idle_timeout_seconds: z
    .int()
    .nullish()
    .transform((seconds) => seconds || 60),
  vpc_uuid: z.string().nullish(),
  project_id: z.string().nullish(),
  firewall: firewall.nullish(),
  network: z.enum(["EXTERNAL"], "the lab has EXTERNAL load balancers").default("EXTERNAL"),
  network_stack: z.enum(["IPV4"], "the lab has IPV4 load balancers").default("IPV4"),
  type: z.enum(["REGIONAL"], "the lab has REGIONAL load balancers").default("REGIONAL"),
  tls_cipher_policy: z.enum(["DEFAULT", "STRONG"]).default("DEFAULT"),
});

export type BalancerSpec = z.infer<typeof balancerSpec>;
