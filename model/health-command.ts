import { defaults } from "./defaults";
import type { HealthSpec, PortSpec } from "./workload";

/**
 * The number of the port that `wanted` (a name, a number, or nothing: the first TCP port) means, or
 * undefined where there is none such.
 */
export function portNumber(
  wanted: string | number | undefined,
  ports: readonly PortSpec[],
): number | undefined {
  if (typeof wanted === "number") return wanted;
  if (wanted !== undefined) return ports.find((port) => port.name === wanted)?.port;
  return ports.find((port) => (port.protocol ?? defaults.portProtocol) === "tcp")?.port;
}

/** A word for sh: in single quotes, so that nothing in it is read as code. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

const NO_TOOL = (tools: string): string =>
  `echo 'the image has none of ${tools}: give health.command' >&2; exit 1`;

/**
 * Images differ in what they bring, so the check tries in turn: bash (in Debian's and most others; opens the
 * port itself), curl, wget (in Alpine's and busybox; it follows redirects, the others take them as healthy). wget gets
 * no time-out of its own, with which Debian's static busybox crashes: the engine ends a probe that takes too long.
 */
function httpTest(port: number, path: string, timeoutSeconds: number): string {
  const url = quote(`http://127.0.0.1:${port}${path}`);
  const request = quote(
    `GET ${path} HTTP/1.0\\r\\nHost: 127.0.0.1:${port}\\r\\nConnection: close\\r\\n\\r\\n`,
  );
  const viaBash =
    `exec 3<>/dev/tcp/127.0.0.1/${port} && printf '%b' ${request} >&3 && ` +
    `read -r -t ${timeoutSeconds} protocol status rest <&3 && ` +
    `case $status in 2??|3??) exit 0;; esac; ` +
    `echo "GET ${shellSafe(path)} answered \${status:-nothing}" >&2; exit 1`;
  return (
    `if command -v bash >/dev/null; then exec bash -c ${quote(viaBash)}; ` +
    `elif command -v curl >/dev/null; then exec curl -fsS -o /dev/null -m ${timeoutSeconds} ${url}; ` +
    `elif command -v wget >/dev/null; then exec wget -q -O /dev/null ${url}; ` +
    `else ${NO_TOOL("bash, curl and wget")}; fi`
  );
}

/** Paths are checked to hold no quotes or dollars already; inside double quotes of sh nothing else counts. */
function shellSafe(path: string): string {
  return path.replaceAll(/[`"$\\]/g, "?");
}

function tcpTest(port: number): string {
  return (
    `if command -v bash >/dev/null; then exec bash -c ${quote(`exec 3<>/dev/tcp/127.0.0.1/${port}`)}; ` +
    `elif command -v nc >/dev/null; then exec nc -z 127.0.0.1 ${port}; ` +
    `else ${NO_TOOL("bash and nc")}; fi`
  );
}

/** The check as Docker and Swarm want it: `["CMD", …]` or `["CMD-SHELL", …]`. */
export function healthTest(health: HealthSpec, ports: readonly PortSpec[]): string[] {
  if (health.command !== undefined) return ["CMD", ...health.command];
  const timeout = health.timeoutSeconds ?? defaults.healthTimeoutSeconds;
  const port = portNumber((health.http ?? health.tcp)?.port, ports);
  if (port === undefined) throw new RangeError("health: no such port"); // checked before
  return [
    "CMD-SHELL",
    health.http === undefined
      ? tcpTest(port)
      : httpTest(port, health.http.path ?? defaults.healthPath, timeout),
  ];
}
