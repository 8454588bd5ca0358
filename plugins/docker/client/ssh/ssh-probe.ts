import { execFile } from "node:child_process";
import { endpointUrl, type SshEndpoint } from "../../connection/endpoint";
import { EngineError } from "../engine-error";
import { commandArguments } from "./ssh-arguments";

/** Exit codes of {@link probeCommand}, which none of ssh, sh and test have. */
const NO_SOCKET = 71;
const NOT_WRITABLE = 72;
const FINE = 73;

/**
 * The connection stands, but the host doesn't let it through to the engine's socket. sshd gives one answer for every
 * reason, so a second session looks at the socket.
 */
export async function socketFailure(endpoint: SshEndpoint): Promise<EngineError> {
  const where = endpointUrl(endpoint);
  const { socketPath, user } = endpoint;
  const denied = (sentence: string) => new EngineError("denied", sentence);
  // The engine may be starting, or being installed.
  const mayCome = (sentence: string) => new EngineError("unreachable", sentence);
  switch (await exitCode(commandArguments(endpoint, probeCommand(socketPath)))) {
    case NO_SOCKET:
      return mayCome(
        `there is no Docker socket ${socketPath} on ${where}: start Docker there (\`systemctl start docker\`), or put the path of its socket at the end of the address`,
      );
    case NOT_WRITABLE:
      return denied(
        `${user === undefined ? "the user" : `user ${user}`} may not use Docker on ${where}: add the user to the group of ${socketPath} (\`sudo usermod -aG docker ${user ?? "USER"}\`), or log in as another`,
      );
    case FINE:
      return mayCome(
        `the ssh server of ${where} forbids forwarding to ${socketPath}, or nothing listens there: set \`AllowStreamLocalForwarding yes\` (and no \`DisableForwarding\`) in its sshd_config, and see that Docker runs`,
      );
    default:
      return denied(
        `ssh gets to ${where}, but not through to ${socketPath}: Docker must run there, the user be in the socket's group, and \`AllowStreamLocalForwarding\` be on in sshd_config`,
      );
  }
}

/** For whatever shell the user has there. The path holds no quotes and no spaces. */
function probeCommand(path: string): string {
  return `sh -c 'test -S "${path}" || exit ${NO_SOCKET}; test -w "${path}" || exit ${NOT_WRITABLE}; exit ${FINE}'`;
}

function exitCode(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const ssh = execFile("ssh", args, { timeout: 20_000 }, (error) =>
      resolve(typeof error?.code === "number" ? error.code : 0),
    );
    ssh.stdin?.end();
  });
}
