/**
 * A workload: one program in containers, said without naming an engine. Plain data; docs/workload.md
 * maps each property to Docker, Swarm and Kubernetes. "In place" and "replaces" below are for a Docker
 * host: replacing makes a new container, waits until it is healthy, then drains and removes the old one.
 */
export interface WorkloadSpec {
  /** What to run: `repository:tag` or `repository@sha256:…`. A change replaces. */
  image: string;
  /** Arguments given to the entrypoint (Docker's CMD). Defaults to the image's. A change replaces. */
  command?: string[];
  /** The program, as a list of words. Defaults to the image's. A change replaces. */
  entrypoint?: string[];
  /** Absolute path the program starts in. Defaults to the image's. A change replaces. */
  workingDir?: string;
  /** User and group of the program: `uid`, `uid:gid` or names. Defaults to the image's. A change replaces. */
  user?: string;
  /** Environment variables. Defaults to none. A change replaces. */
  env?: Record<string, string>;
  /**
   * Environment variables whose values are secret: never in previews, logs, labels or plain state. Docker
   * shows them to whoever may inspect the container; use a secret file where that matters. Defaults to none. A change
   * replaces.
   */
  secretEnv?: Record<string, string>;
  /** Ports the program listens on. Plain values. Defaults to none. A change of what is published replaces. */
  ports?: PortSpec[];
  /** What is mounted. Plain values, but `existing`. Defaults to nothing. A change replaces; data stays. */
  volumes?: VolumeSpec[];
  /** Files put into each container before it starts. Defaults to none. A change does what `onChange` of the file says. */
  files?: FileSpec[];
  /**
   * How to tell that a replica is ready. Without one, a replica counts as ready once it runs. Plain values.
   * Defaults to none (the image's own HEALTHCHECK then runs, but nothing waits for it). A change replaces.
   */
  health?: HealthSpec;
  /**
   * Limits and reservations of each replica. Defaults to none. A change updates in place; taking one away replaces.
   */
  resources?: ResourcesSpec;
  /**
   * When to start a replica's program again after it ends: `"always"`, `"on-failure"` (exit code not 0) or `"no"`; on
   * Kubernetes the last two make a Job. Defaults to `"always"`. A change updates in place.
   */
  restart?: RestartPolicy;
  /** How many alike run, 0 to 100; on a group of hosts, on each of them. A plain value. Defaults to 1. */
  replicas?: number;
  /**
   * Lets Kubernetes count replicas up and down between two numbers, by how busy they are, in the place of `replicas`. A
   * plain value. Defaults to a fixed number. A change updates in place.
   */
  autoscale?: AutoscaleSpec;
  /**
   * How many alike run on a group of hosts in all, 0 to 1000, spread evenly; a host that is added takes over its share and
   * moves nothing else. A plain value. Defaults to `replicas` on every host.
   */
  spread?: number;
  /** Lets nothing be written outside of volumes and tmpfs. Defaults to false. A change replaces. */
  readOnlyRootFilesystem?: boolean;
  /**
   * Lets setuid programs such as sudo gain rights. Defaults to false (`no-new-privileges`). A change
   * replaces.
   */
  allowPrivilegeEscalation?: boolean;
  /**
   * Linux capabilities, named without `CAP_`, beyond or short of the engine's own set. Defaults to dropping
   * AUDIT_WRITE, MKNOD, NET_RAW and SETFCAP. `drop: ["ALL"]` is best where the image allows it. A change
   * replaces.
   */
  capabilities?: CapabilitiesSpec;
  /** Seconds between the stop signal and the kill, 0 to 3600. Defaults to 10. A change replaces. */
  stopGraceSeconds?: number;
  /** Signal that asks the program to end, such as `SIGTERM`. Defaults to the image's. A change replaces. */
  stopSignal?: string;
  /** Runs a tiny init as process 1; switch it off for images that bring their own. Defaults to true. A change replaces. */
  init?: boolean;
  /** Labels on each container. Names under `slipway.` are taken. Defaults to none. A change replaces. */
  labels?: Record<string, string>;
  /** How much of what the program prints is kept. Defaults to 3 files of 10 MiB. A change replaces. */
  logs?: LogsSpec;
  /** How replicas are changed. Plain values. Takes effect with the next change; updates nothing itself. */
  rollout?: RolloutSpec;
}

export type RestartPolicy = "always" | "on-failure" | "no";

export interface PortSpec {
  /** Name by which health checks, routes and other engines refer to it, such as `http`. Defaults to none. */
  name?: string;
  /** Port the program listens on in the container, 1 to 65535. */
  port: number;
  /** Defaults to `"tcp"`. */
  protocol?: "tcp" | "udp";
  /**
   * Publishes it on a port of the host. Only one container can have that port, so it needs `replicas: 1` and is
   * changed stop-first; a Gateway has neither limit. Defaults to not published.
   */
  publish?: PublishSpec;
}

export interface PublishSpec {
  /** Port on the host, 1 to 65535. */
  port: number;
  /** Address of the host to listen on. Defaults to `127.0.0.1`: this machine alone. */
  address?: string;
}

/** Exactly one of `name`, `existing`, `tmpfs` and `hostPath` says what is mounted. */
export interface VolumeSpec {
  /** Absolute path in the container. */
  path: string;
  /** Defaults to false. */
  readOnly?: boolean;
  /** Name, within the workload, of a volume that Slipway makes and keeps. */
  name?: string;
  /** Name of a volume that something else makes. */
  existing?: string;
  /** Memory that is gone with the container. */
  tmpfs?: TmpfsSpec;
  /** Absolute path on the host. Ties the workload to that machine; prefer a volume. */
  hostPath?: string;
  /**
   * `"exclusive"`: a volume of its own for each replica, used by one container at a time, so that changes are
   * stop-first. `"shared"`: one volume that all replicas, old and new, may write at once. Defaults to
   * `"exclusive"`; not for tmpfs.
   */
  access?: VolumeAccess;
}

export type VolumeAccess = "exclusive" | "shared";

export interface TmpfsSpec {
  /** Size limit in MiB, 1 or more. Defaults to half of the host's memory. */
  sizeMib?: number;
  /** Octal permissions. Defaults to `1777`. */
  mode?: string;
}

export interface FileSpec {
  /** Absolute path in the container. */
  path: string;
  /** The file's text. */
  content: string;
  /** Octal permissions. Defaults to `0644`, for a secret `0400`. */
  mode?: string;
  /** Owner, a number. Defaults to 0 (root). */
  userId?: number;
  /** Group, a number. Defaults to 0 (root). */
  groupId?: number;
  /** Keeps the content out of previews, logs and plain state. Defaults to false. */
  secret?: boolean;
  /**
   * What a change does: `"recreate"` replaces the container; `"restart"` puts the file in place and restarts it;
   * `{ signal: "SIGHUP" }` puts it in place and sends the signal to a program that reads its files again then. The update
   * waits until the container is healthy again. A file taken out replaces. Defaults to `"recreate"`.
   */
  onChange?: "recreate" | "restart" | { signal: string };
}

/** Exactly one of `http`, `tcp` and `command` says what is tried, inside the container. */
export interface HealthSpec {
  /**
   * GET that must answer 200 to 399. Needs bash, curl or wget and a shell in the image; give a `command` for
   * images without any.
   */
  http?: { path?: string; port?: number | string };
  /** Port that must accept a connection. Needs bash or nc and a shell in the image. */
  tcp?: { port?: number | string };
  /** Program and arguments; exit code 0 is healthy. */
  command?: string[];
  /** Seconds from one try to the next, 1 to 3600. Defaults to 5. */
  intervalSeconds?: number;
  /** Seconds one try may take, 1 to 3600. Defaults to 3. */
  timeoutSeconds?: number;
  /** Failures in a row that make it unhealthy, 1 to 100. Defaults to 3. */
  retries?: number;
  /** Seconds after the start in which failures don't count, 0 to 3600. Defaults to 10. */
  startPeriodSeconds?: number;
  /** Seconds a new replica has to become healthy before the update fails, 1 to 3600. Defaults to 60. */
  deadlineSeconds?: number;
}

export interface ResourcesSpec {
  /** Limit, in CPUs: 0.01 or more. Defaults to none. */
  cpus?: number;
  /** Limit in MiB, 6 or more; above it the program is killed. Defaults to none. */
  memoryMib?: number;
  /** What is set aside: a weight for CPUs and a soft limit for memory on a Docker host. Defaults to none. */
  reservations?: { cpus?: number; memoryMib?: number };
}

/** At least one of `cpuPercent` and `memoryPercent` is given; where both are, the higher number of replicas counts. */
export interface AutoscaleSpec {
  /** Never fewer than so many, 1 to 1000. Defaults to 1. */
  minReplicas?: number;
  /** Never more than so many, 1 to 1000. */
  maxReplicas: number;
  /** Use of CPUs that is aimed at, in percent of what is reserved, 1 to 1000. Needs `resources.reservations.cpus`. */
  cpuPercent?: number;
  /** The same of memory. Needs `resources.reservations.memoryMib`. */
  memoryPercent?: number;
}

export interface CapabilitiesSpec {
  add?: string[];
  drop?: string[];
}

export interface LogsSpec {
  /** Size of one file in MiB, 1 or more. Defaults to 10. */
  maxSizeMib?: number;
  /** Number of files, 1 or more. Defaults to 3. */
  maxFiles?: number;
}

export interface RolloutSpec {
  /**
   * `"start-first"`: the new replica is healthy before the old one goes. `"stop-first"`: the old one is gone
   * before the new one starts. `"auto"`: start-first unless a published port or an exclusive volume forbids
   * it. Defaults to `"auto"`.
   */
  order?: "auto" | "start-first" | "stop-first";
  /**
   * Replicas changed at a time: a number or a share such as `"25%"`. Defaults to all start-first, to 1
   * stop-first.
   */
  batch?: number | `${number}%`;
  /** Replicas that go ahead of the first batch and must be healthy before it begins. Defaults to 0. */
  canary?: number;
  /**
   * Seconds that each replica is watched once it is ready, 0 to 3600. One that sickens meanwhile fails the update before
   * the next batch begins, and before anything old is removed. Defaults to 0.
   */
  waitSeconds?: number;
  /** Failed replicas that a rollout goes on in spite of. Defaults to 0, and a Docker host takes nothing else. */
  maxFailures?: number;
}
