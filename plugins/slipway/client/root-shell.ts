import { EngineError } from "../../docker/client/engine-error";
import { quoted, type HostAccess } from "./host-access";

/** Exit codes of the wrapper, which scripts leave alone. */
const NO_SUDO = 90;
const SUDO_ASKS = 91;
/** Characters kept of each output: the last ones. */
const KEPT = 65_536;

export interface RootResult {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RootOptions {
  /** Standard input of the script. Nothing by default. */
  stdin?: string;
  /** Each line of standard output as it comes. */
  onLine?: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Runs a script of POSIX sh as root on a host: as who logs in, where that is root, else by a sudo that asks nothing.
 * Secrets go by `stdin`: a script stands in the host's list of processes.
 */
export async function runAsRoot(
  host: HostAccess,
  script: string,
  { stdin = "", onLine, signal }: RootOptions = {},
): Promise<RootResult> {
  const whole = quoted(`export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"\n${script}`);
  const commandLine = [
    `if [ "$(id -u)" = 0 ]; then exec sh -c ${whole}; fi`,
    `command -v sudo >/dev/null || exit ${NO_SUDO}`,
    `sudo -n true >/dev/null 2>&1 || exit ${SUDO_ASKS}`,
    `exec sudo -n sh -c ${whole}`,
  ].join("; ");
  const result = await host.shell(commandLine, (child) => {
    let stdout = "";
    let stderr = "";
    let line = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout = (stdout + text).slice(-KEPT);
      const lines = (line + text).split("\n");
      line = lines.pop() ?? "";
      if (onLine) lines.forEach(onLine);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-KEPT);
    });
    child.stdin.on("error", () => undefined); // It has ended without reading; its code says why.
    child.stdin.end(stdin);
    const stop = () => child.kill();
    signal?.addEventListener("abort", stop, { once: true });
    return new Promise<RootResult>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        signal?.removeEventListener("abort", stop);
        resolve({ code: code ?? 255, stdout, stderr });
      });
    });
  });
  const user = userOf(host);
  if (result.code === NO_SUDO)
    throw new EngineError(
      "denied",
      `${user} is not root on ${host.where}, and there is no sudo: log in as root, or install sudo and let ${user} use it without a password`,
    );
  if (result.code === SUDO_ASKS)
    throw new EngineError(
      "denied",
      `sudo on ${host.where} asks ${user} for a password: let it use sudo without one (\`${loginOf(host)} ALL=(ALL) NOPASSWD: ALL\` in /etc/sudoers.d), or log in as root`,
    );
  if (result.code === 255 && host.endpoint.kind === "ssh")
    throw new EngineError(
      "unreachable",
      `the ssh connection to ${host.where} was lost while a command ran there: run the update again when the host is back`,
    );
  return result;
}

function loginOf({ endpoint }: HostAccess): string {
  return (endpoint.kind === "ssh" && endpoint.user) || "USER";
}

function userOf({ endpoint }: HostAccess): string {
  return endpoint.kind === "ssh" && endpoint.user ? `user ${endpoint.user}` : "the user";
}
