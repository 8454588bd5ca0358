import type { SshEndpoint } from "../../connection/endpoint";

/** Seconds without an answer before a host counts as unreachable. */
export const CONNECT_SECONDS = 15;
/** Seconds between two signs of life. */
const ALIVE_SECONDS = 5;
/** Signs of life that may be missed before the connection counts as lost. */
const ALIVE_COUNT = 3;

/** Arguments of the one ssh process that forwards `localSocket` to the engine's socket. */
export function tunnelArguments(endpoint: SshEndpoint, localSocket: string): string[] {
  const forwarding = `${localSocket}:${endpoint.socketPath}`;
  return [
    "-N",
    ...commonOptions(endpoint),
    // A LocalForward in ~/.ssh/config, whose port another session has taken, is no reason to give up.
    ...["-o", "ExitOnForwardFailure=no"],
    ...["-o", "StreamLocalBindUnlink=yes", "-L", forwarding],
    ...destination(endpoint),
  ];
}

/** Arguments to run a command on the host. */
export function commandArguments(endpoint: SshEndpoint, command: string): string[] {
  return [
    ...commonOptions(endpoint),
    ...["-o", "ClearAllForwardings=yes"],
    ...destination(endpoint),
    command,
  ];
}

/**
 * Of an option that is there twice, ssh takes the first value; so the user's come before ours, but for what would let
 * the process outlive us or hide what went wrong. What ~/.ssh/config says counts wherever nothing here does.
 */
function commonOptions({ options }: SshEndpoint): string[] {
  return [
    "-T",
    // A master connection of somebody else's would keep the forwarding open when this process has ended.
    ...["-o", "ControlMaster=no", "-o", "ControlPath=none"],
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
