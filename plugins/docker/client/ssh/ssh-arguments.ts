import type { SshEndpoint } from "../../connection/endpoint";

/** Seconds without an answer before a host counts as unreachable. */
export const CONNECT_SECONDS = 15;
/** Seconds between two signs of life. */
const ALIVE_SECONDS = 5;
/** Signs of life that may be missed before the connection counts as lost. */
const ALIVE_COUNT = 3;

/**
 * Arguments of the one ssh process that forwards `localSocket` to the engine's socket, and over which commands may run
 * by way of `controlSocket`.
 */
export function tunnelArguments(
  endpoint: SshEndpoint,
  localSocket: string,
  controlSocket: string,
): string[] {
  const forwarding = `${localSocket}:${endpoint.socketPath}`;
  return [
    "-N",
    ...["-o", "ControlMaster=yes", "-o", `ControlPath=${controlSocket}`, "-o", "ControlPersist=no"],
    ...commonOptions(endpoint),
    // A LocalForward in ~/.ssh/config, whose port another session has taken, is no reason to give up.
    ...["-o", "ExitOnForwardFailure=no"],
    ...["-o", "StreamLocalBindUnlink=yes", "-L", forwarding],
    ...destination(endpoint),
  ];
}

/**
 * Arguments of an ssh that logs in, puts itself behind `controlSocket` and into the background, and ends when nothing
 * has gone over it for `idleSeconds`. What it has to say goes into `logFile`.
 */
export function keptLoginArguments(
  endpoint: SshEndpoint,
  controlSocket: string,
  logFile: string,
  idleSeconds: number,
): string[] {
  return [
    ...["-f", "-N", "-E", logFile],
    ...["-o", "ControlMaster=auto", "-o", `ControlPath=${controlSocket}`],
    ...["-o", `ControlPersist=${idleSeconds}`],
    ...commonOptions(endpoint),
    ...["-o", "ClearAllForwardings=yes"],
    ...destination(endpoint),
  ];
}

/** Arguments to have the connection behind `controlSocket` forward `localSocket` to the engine's socket as well. */
export function forwardArguments(
  endpoint: SshEndpoint,
  localSocket: string,
  controlSocket: string,
): string[] {
  return [
    ...["-O", "forward", "-o", `ControlPath=${controlSocket}`],
    ...commonOptions(endpoint),
    ...["-L", `${localSocket}:${endpoint.socketPath}`],
    ...destination(endpoint),
  ];
}

/**
 * Arguments to run a command on the host: over the connection behind `controlSocket`, or, without one or where nothing
 * listens on it, over a login of its own.
 */
export function commandArguments(
  endpoint: SshEndpoint,
  command: string,
  controlSocket = "none",
): string[] {
  return [
    ...["-o", "ControlMaster=no", "-o", `ControlPath=${controlSocket}`],
    ...commonOptions(endpoint),
    ...["-o", "ClearAllForwardings=yes"],
    ...destination(endpoint),
    command,
  ];
}

/**
 * Of an option that is there twice, ssh takes the first value; so the user's come before ours, but for what would let
 * the process outlive us or hide what went wrong: a master connection of somebody else's would keep the forwarding open
 * when our process has ended, so each caller says first which one is meant. What ~/.ssh/config says counts wherever
 * nothing here does.
 */
function commonOptions({ options }: SshEndpoint): string[] {
  return [
    "-T",
    ...["-o", "LogLevel=INFO"],
    ...options,
    ...["-o", "BatchMode=yes"],
    ...["-o", `ConnectTimeout=${CONNECT_SECONDS}`],
    ...["-o", `ServerAliveInterval=${ALIVE_SECONDS}`, "-o", `ServerAliveCountMax=${ALIVE_COUNT}`],
  ];
}

function destination({ user, host, port }: SshEndpoint): string[] {
  return [
    ...(port === undefined ? [] : ["-p", String(port)]),
    "--",
    user === undefined ? host : `${user}@${host}`,
  ];
}
