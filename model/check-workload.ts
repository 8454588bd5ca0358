import { defaults } from "./defaults";
import { portNumber } from "./health-command";
import { isImage } from "./image-name";
import { RESERVED_LABEL_PREFIX } from "./labels";
import { isLater } from "./later";
import type { Mistake } from "./mistakes";
import { sideBySideObstacle } from "./rollout";
import * as is from "./shape";
import type { HealthSpec, PortSpec, VolumeSpec, WorkloadSpec } from "./workload";

const name = (value: string): boolean => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value);
const NAME = "a name of lower-case letters, digits and dashes, such as http";

const absolutePath = is.text(
  "an absolute path without ..",
  (value) => value.startsWith("/") && !value.split("/").includes("..") && !value.includes("\0"),
);
const mode = is.text("octal permissions such as 0644", (value) => /^[0-7]{3,4}$/.test(value));
const port = is.whole(1, 65535);
const ipAddress = is.text("an IP address such as 127.0.0.1", (value) =>
  /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$|^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+$/.test(
    value,
  ),
);
const words = is.list(is.text());
const capability = is.text("a capability without CAP_, such as NET_ADMIN, or ALL", (value) =>
  /^(?!CAP_)[A-Z][A-Z_]+$/.test(value),
);
const ENV_NAME = "a variable's name without = or spaces";
const isEnvName = (key: string): boolean => /^[^=\s\0]+$/.test(key);
const healthPort = is.such(
  "a port's number or name",
  (value) =>
    (typeof value === "string" && name(value)) ||
    (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65535),
);

const isSignal = (value: string): boolean => /^SIG[A-Z0-9+-]+$/.test(value);

function isSignalAction(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.keys(value).length !== 1) return false;
  const { signal } = value as { signal?: unknown };
  return typeof signal === "string" && isSignal(signal);
}

/** One check for each property of a workload; the component runs them one by one for values known later. */
export const workloadChecks: { readonly [K in keyof WorkloadSpec]-?: is.Check } = {
  image: is.required(
    is.text("an image such as nginx:1.27 or nginx@sha256:…", isImage),
    "an image such as nginx:1.27 or nginx@sha256:…",
  ),
  command: words,
  entrypoint: is.list(is.text(), { notEmpty: true }),
  workingDir: absolutePath,
  user: is.text("a user such as 1000, 1000:1000 or nginx", (value) =>
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/.test(value),
  ),
  env: is.record(ENV_NAME, isEnvName, is.required(is.text(), "text")),
  secretEnv: is.record(ENV_NAME, isEnvName, is.required(is.secretText(), "text")),
  ports: is.list(
    is.shape({
      name: is.text(NAME, name),
      port: is.required(port, "a port from 1 to 65535"),
      protocol: is.oneOf("tcp", "udp"),
      publish: is.shape({
        port: is.required(port, "a port of the host from 1 to 65535"),
        address: ipAddress,
      }),
    }),
  ),
  volumes: is.list(
    is.shape({
      path: is.required(absolutePath, "an absolute path in the container"),
      readOnly: is.flag,
      name: is.text(NAME, name),
      existing: is.text("the name of a volume", (value) => value !== ""),
      tmpfs: is.shape({ sizeMib: is.wholeAtLeast(1), mode }),
      hostPath: absolutePath,
      access: is.oneOf("exclusive", "shared"),
    }),
  ),
  files: is.list(
    is.shape({
      path: is.required(absolutePath, "an absolute path in the container"),
      content: is.required(is.secretText(), "the file's text"),
      mode,
      userId: is.wholeAtLeast(0),
      groupId: is.wholeAtLeast(0),
      secret: is.flag,
      onChange: is.such(
        '"recreate", "restart" or { signal: "SIGHUP" }',
        (value) => value === "recreate" || value === "restart" || isSignalAction(value),
      ),
    }),
  ),
  health: is.shape({
    http: is.shape({
      path: is.text("a path such as /healthz, without spaces or quotes", (value) =>
        /^\/[A-Za-z0-9/_.~%?=&+,:;@!*()-]*$/.test(value),
      ),
      port: healthPort,
    }),
    tcp: is.shape({ port: healthPort }),
    command: is.list(is.text(), { notEmpty: true }),
    intervalSeconds: is.whole(1, 3600),
    timeoutSeconds: is.whole(1, 3600),
    retries: is.whole(1, 100),
    startPeriodSeconds: is.whole(0, 3600),
    deadlineSeconds: is.whole(1, 3600),
  }),
  resources: is.shape({
    cpus: is.atLeast(0.01),
    memoryMib: is.wholeAtLeast(6),
    reservations: is.shape({ cpus: is.atLeast(0.01), memoryMib: is.wholeAtLeast(6) }),
  }),
  restart: is.oneOf("always", "on-failure", "no"),
  replicas: is.whole(0, 100),
  autoscale: is.shape({
    minReplicas: is.whole(1, 1000),
    maxReplicas: is.required(is.whole(1, 1000), "a whole number from 1 to 1000"),
    cpuPercent: is.whole(1, 1000),
    memoryPercent: is.whole(1, 1000),
  }),
  spread: is.whole(0, 1000),
  readOnlyRootFilesystem: is.flag,
  allowPrivilegeEscalation: is.flag,
  capabilities: is.shape({ add: is.list(capability), drop: is.list(capability) }),
  stopGraceSeconds: is.whole(0, 3600),
  stopSignal: is.text("a signal such as SIGTERM", isSignal),
  init: is.flag,
  labels: is.record(
    `a label's name outside of ${RESERVED_LABEL_PREFIX}`,
    (key) => key !== "" && !key.startsWith(RESERVED_LABEL_PREFIX),
    is.required(is.text(), "text"),
  ),
  logs: is.shape({ maxSizeMib: is.wholeAtLeast(1), maxFiles: is.wholeAtLeast(1) }),
  rollout: is.shape({
    order: is.oneOf("auto", "start-first", "stop-first"),
    batch: is.such(
      'a number of 1 or more, or a share such as "25%"',
      (value) =>
        (Number.isInteger(value) && (value as number) >= 1) ||
        (typeof value === "string" && /^(?:[1-9]\d?|100)%$/.test(value)),
    ),
    canary: is.wholeAtLeast(0),
    waitSeconds: is.whole(0, 3600),
    maxFailures: is.wholeAtLeast(0),
  }),
};

/** Everything wrong with one property. */
export function checkProperty(key: keyof WorkloadSpec, value: unknown): Mistake[] {
  const mistakes: Mistake[] = [];
  workloadChecks[key](value, key, mistakes);
  return mistakes;
}

/**
 * Everything wrong with a workload, all at once. Values only known later are `LATER` and pass; the
 * properties that are plain values (ports, volumes, health, replicas, rollout) are checked against each other.
 *
 * @param copies how many run in all where it is placed, given a spec without mistakes. Defaults to `replicas`.
 */
export function checkWorkload(
  spec: object,
  copies: (spec: WorkloadSpec) => number = ({ replicas }) => replicas ?? defaults.replicas,
): Mistake[] {
  const mistakes: Mistake[] = [];
  is.shape(workloadChecks)(spec, "", mistakes);
  // Properties can only be compared once each of them makes sense by itself.
  if (mistakes.length > 0) return mistakes;
  const { ports, volumes, health, rollout, env, secretEnv } = spec as WorkloadSpec;
  checkPorts(ports ?? [], mistakes);
  checkVolumes(volumes ?? [], mistakes);
  checkHealth(health, ports ?? [], mistakes);
  for (const key of Object.keys(isLater(secretEnv) ? {} : (secretEnv ?? {})))
    if (!isLater(env) && env !== undefined && Object.hasOwn(env, key))
      mistakes.push({ path: `secretEnv.${key}`, problem: "is in env too; keep one of them" });
  checkAutoscale(spec as WorkloadSpec, mistakes);
  const obstacle = sideBySideObstacle({ ports, volumes });
  if (rollout?.order === "start-first" && obstacle !== undefined)
    mistakes.push({
      path: "rollout.order",
      problem: `"start-first" can't be: ${obstacle}; use "auto" or "stop-first"`,
    });
  const canary = rollout?.canary ?? 0;
  const all = copies(spec as WorkloadSpec);
  if (canary > 0 && canary >= all)
    mistakes.push({
      path: "rollout.canary",
      problem: `expected fewer than the ${all} replicas, got ${canary}`,
    });
  return mistakes;
}

function checkAutoscale(spec: WorkloadSpec, mistakes: Mistake[]): void {
  const { autoscale, replicas, resources } = spec;
  if (autoscale === undefined) return;
  const wrong = (path: string, problem: string) => mistakes.push({ path, problem });
  const { minReplicas = 1, maxReplicas, cpuPercent, memoryPercent } = autoscale;
  if (replicas !== undefined)
    wrong("replicas", "autoscale says how many there are; leave one of them out");
  if (minReplicas > maxReplicas)
    wrong(
      "autoscale.minReplicas",
      `expected at most maxReplicas (${maxReplicas}), got ${minReplicas}`,
    );
  if (cpuPercent === undefined && memoryPercent === undefined)
    wrong("autoscale", "expected cpuPercent, memoryPercent or both");
  // Reservations may be known only later as a whole.
  const reserved = isLater(resources) ? undefined : (resources?.reservations ?? {});
  if (reserved === undefined || isLater(reserved)) return;
  if (cpuPercent !== undefined && reserved.cpus === undefined)
    wrong("autoscale.cpuPercent", "is a share of resources.reservations.cpus, which is missing");
  if (memoryPercent !== undefined && reserved.memoryMib === undefined)
    wrong(
      "autoscale.memoryPercent",
      "is a share of resources.reservations.memoryMib, which is missing",
    );
}

function checkPorts(ports: readonly PortSpec[], mistakes: Mistake[]): void {
  const seen = new Map<string, number>();
  const once = (key: string, index: number, path: string, what: string): void => {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else mistakes.push({ path, problem: `${what} is taken by ports[${first}] already` });
  };
  ports.forEach(({ name: portName, port: number, protocol, publish }, index) => {
    const path = `ports[${index}]`;
    const kind = protocol ?? defaults.portProtocol;
    once(`port ${number}/${kind}`, index, `${path}.port`, `${number}/${kind}`);
    if (portName !== undefined) once(`name ${portName}`, index, `${path}.name`, `"${portName}"`);
    if (publish === undefined) return;
    const key = `host ${publish.address ?? defaults.publishAddress}:${publish.port}/${kind}`;
    once(key, index, `${path}.publish.port`, `the host's ${publish.port}/${kind}`);
  });
}

function checkVolumes(volumes: readonly VolumeSpec[], mistakes: Mistake[]): void {
  const byPath = new Map<string, number>();
  const byName = new Map<string, number>();
  volumes.forEach((volume, index) => {
    const path = `volumes[${index}]`;
    const given = (["name", "existing", "tmpfs", "hostPath"] as const).filter(
      (key) => volume[key] !== undefined,
    );
    if (given.length !== 1) {
      const got = given.length === 0 ? "none" : given.join(" and ");
      mistakes.push({
        path,
        problem: `expected exactly one of name, existing, tmpfs and hostPath, got ${got}`,
      });
    }
    const first = byPath.get(volume.path);
    if (first === undefined) byPath.set(volume.path, index);
    else
      mistakes.push({
        path: `${path}.path`,
        problem: `"${volume.path}" is taken by volumes[${first}] already`,
      });
    if (volume.tmpfs !== undefined && volume.access !== undefined)
      mistakes.push({
        path: `${path}.access`,
        problem: "a tmpfs belongs to one container; leave it out",
      });
    if (volume.name === undefined) return;
    // The same volume at two paths is fine, but it is one volume: its access is said alike.
    const same = byName.get(volume.name);
    if (same === undefined) byName.set(volume.name, index);
    else if (volumes[same]!.access !== volume.access)
      mistakes.push({
        path: `${path}.access`,
        problem: `differs from volumes[${same}], which is the same volume "${volume.name}"`,
      });
  });
}

function checkHealth(
  health: HealthSpec | undefined,
  ports: readonly PortSpec[],
  mistakes: Mistake[],
): void {
  if (health === undefined) return;
  const given = (["http", "tcp", "command"] as const).filter((key) => health[key] !== undefined);
  if (given.length !== 1)
    mistakes.push({
      path: "health",
      problem: `expected exactly one of http, tcp and command, got ${given.length === 0 ? "none" : given.join(" and ")}`,
    });
  const target = health.http ?? health.tcp;
  if (target === undefined || portNumber(target.port, ports) !== undefined) return;
  const path = health.http === undefined ? "health.tcp.port" : "health.http.port";
  mistakes.push({
    path,
    problem:
      typeof target.port === "string"
        ? `no port is named "${target.port}"; ports has ${ports.map((p) => p.name ?? p.port).join(", ") || "none"}`
        : "expected a port, as ports has no TCP port to take",
  });
}
