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
  /** Address on the host. Defaults to 127.0.0.1: this machine alone. */
  bind: text("an IP address such as 127.0.0.1", /^[0-9A-Fa-f.:]+$/).default("127.0.0.1"),
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
  web: web.prefault({}),
  gateway: gateway.prefault({}),
  /** Secret environment variables of the web workload. Defaults to none. */
  webSecretEnv: environment.default({}),
});

/** Keys that hold secrets, and nothing else. */
export const SECRET_KEYS: ReadonlySet<string> = new Set(["webSecretEnv"]);

export type StackValues = z.output<typeof stackSchema>;
