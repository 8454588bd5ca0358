import { z } from "zod";

/** A check whose message says only what was expected; the loader adds what was found. */
function whole(min: number, max: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

function atLeast(min: number) {
  const error = `expected a number of ${min} or more`;
  return z.number({ error }).min(min, { error });
}

function text(expected: string, pattern: RegExp) {
  const error = `expected ${expected}`;
  return z.string({ error }).regex(pattern, { error });
}

const truth = z.boolean({ error: "expected true or false" });

function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? undefined : "expected an object"),
  });
}

const environment = z.record(
  text("a variable's name without = or spaces", /^[^=\s]+$/),
  z.string({ error: "expected text; put quotes around it" }),
  { error: "expected an object of names and texts" },
);

const web = section({
  /** Replicas of the web workload, 0 to 100. Defaults to 2. */
  replicas: whole(0, 100).default(2),
  /** CPUs each replica may use. Defaults to no limit. */
  cpus: atLeast(0.01).optional(),
  /** Memory each replica may use, in MiB. Defaults to no limit. */
  memoryMib: whole(6, 1 << 24).optional(),
  /** Environment variables. Defaults to none. */
  env: environment.default({}),
});

const gateway = section({
  /** Port on the host, 1 to 65535. Defaults to 8080. */
  port: whole(1, 65535).default(8080),
  /** Image of the gateway, from a registry. Defaults to one that is built where it runs. */
  image: text("an image's name", /^\S+$/).optional(),
  /** Address on the host. Defaults to 127.0.0.1: this machine alone. */
  bind: text("an IP address such as 127.0.0.1", /^[0-9A-Fa-f.:]+$/).default("127.0.0.1"),
});

const texts = (expected: string) =>
  z.array(z.string({ error: `expected ${expected}` }), {
    error: `expected a list, each ${expected}`,
  });

const digitalocean = section({
  /** Regions of the hosts, in turn; the load balancer is in the first. Such as `[nyc3]`. A `kubernetes` cluster has one. */
  regions: texts("a region such as nyc3").min(1, { error: "expected at least one region" }),
  /** Such as `s-2vcpu-4gb`. */
  size: text("a size such as s-2vcpu-4gb", /^\S+$/),
  /** Of `swarm`. Defaults to `debian-12-x64`. */
  image: text("an image such as debian-12-x64", /^\S+$/).optional(),
  /** Of `swarm`: hosts that manage it and run workloads, 1, 3, 5 or 7. Defaults to 3. */
  managers: whole(1, 7).optional(),
  /** Hosts that only run workloads: of `kubernetes` its nodes, 1 at least. Defaults to 0. */
  workers: whole(0, 100).default(0),
  /** Of `kubernetes`, and required there: `1.33` is the newest release of that at each update, `1.33.0-do.1` that one. */
  kubernetesVersion: text(
    'a version in quotes, such as "1.33"',
    /^\d+\.\d+(\.\d+(-do\.\d+)?)?$/,
  ).optional(),
  /** Of `swarm`: addresses that may log in by ssh; where `pulumi up` runs must be among them. Defaults to none. */
  sshFrom: texts("an address such as 203.0.113.7/32").default([]),
  /** Of `swarm`: public keys that may log in, by a name of theirs. At least one. */
  sshKeys: z
    .record(
      text("a name", /^[\w-]+$/),
      text("a public key such as ssh-ed25519 AAAA…", /^(ssh|ecdsa)-/),
      { error: "expected an object of names and public keys" },
    )
    .default({}),
  /** Of `swarm`: arguments for ssh, such as `[-i, /path/of/key]`. Defaults to none. */
  sshOpts: texts("an argument for ssh").default([]),
  /** Of `swarm`: copies of whole disks, `weekly` or `daily`. Defaults to none. */
  backups: z.enum(["weekly", "daily"], { error: 'expected "weekly" or "daily"' }).optional(),
  /**
   * Protects hosts, and so the volumes on them, or the `kubernetes` cluster, against deletion and replacement. Defaults to false; a
   * prod stack says true.
   */
  protect: truth.default(false),
  /** Of `swarm`: seconds between the load balancer's looks at a host, 3 to 300. Defaults to 10. */
  healthIntervalSeconds: whole(3, 300).optional(),
});

/** Where workloads run. */
export const ENGINES = ["docker", "swarm", "kubernetes"] as const;
export type Engine = (typeof ENGINES)[number];

/**
 * What a stack file may say, under `slipway:`. Each key's value is what Pulumi hands over: a secret of any key
 * but {@link SECRET_KEYS} is refused, because it would decide what is created.
 */
export const stackSchema = z.strictObject({
  /** Engine that the stack's workloads run on. */
  engine: z.enum(ENGINES, { error: 'expected "docker", "swarm" or "kubernetes"' }),
  /** Address of the Docker engine. Defaults to what the docker CLI would use. */
  host: text("an address such as unix:///var/run/docker.sock", /^[a-z]+:\/\/\S+$/).optional(),
  /** Protects volumes against deletion. Defaults to true; a dev stack says false. */
  keepVolumes: truth.default(true),
  /** Image of the web workload, from a registry. Defaults to the one of examples/web, built on the engine: `docker` alone. */
  image: text("an image's name", /^\S+$/).optional(),
  /** Refuses images that aren't named by digest. Defaults to false; a prod stack says true. */
  digestsOnly: truth.default(false),
  web: web.prefault({}),
  gateway: gateway.prefault({}),
  /** The hosts of a swarm, or the cluster, made at DigitalOcean. */
  digitalocean: digitalocean.optional(),
  /** Secret environment variables of the web workload. Defaults to none. */
  webSecretEnv: environment.default({}),
});

/** Keys that hold secrets, and nothing else. */
export const SECRET_KEYS: ReadonlySet<string> = new Set(["webSecretEnv"]);

export type StackValues = z.output<typeof stackSchema>;
