import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { aptInstall } from "../toolchain/apt-install";

const SSHD = "/usr/sbin/sshd";

/** An sshd on a lab host, port 22, with a host key of its own; it lets in whoever has {@link keyFile}, as any user. */
export class SshServer {
  /** Private key of the users. */
  readonly keyFile: string;
  private process: ChildProcess | undefined;

  private constructor(
    private readonly namespace: string,
    private readonly address: string,
    private readonly dir: string,
  ) {
    this.keyFile = join(dir, "user-key");
  }

  /** @param lines more of sshd_config, which come first and so count. */
  static async start(
    namespace: string,
    address: string,
    dir: string,
    lines: readonly string[] = [],
  ): Promise<SshServer> {
    if (!existsSync(SSHD)) await aptInstall(["openssh-server"]);
    mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
    mkdirSync(dir);
    const server = new SshServer(namespace, address, dir);
    makeKey(server.keyFile);
    makeKey(server.hostKeyFile);
    await server.run(lines);
    return server;
  }

  /** The host's public key: `ssh-ed25519 AAAA…`. */
  get hostKey(): string {
    return readFileSync(`${this.hostKeyFile}.pub`, "utf8").split(" ").slice(0, 2).join(" ");
  }

  /** As after a host was set up anew. */
  async changeHostKey(): Promise<void> {
    rmSync(this.hostKeyFile);
    makeKey(this.hostKeyFile);
    await this.restart();
  }

  /** @param lines more of sshd_config, which come first and so count. */
  async restart(lines: readonly string[] = []): Promise<void> {
    await this.stop();
    await this.run(lines);
  }

  /** Ends the listener and every session. */
  async stop(): Promise<void> {
    const { process: sshd } = this;
    this.process = undefined;
    if (sshd === undefined || sshd.exitCode !== null) return;
    this.dropSessions();
    // Who waits for its end is still there then.
    sshd.ref();
    const ended = new Promise((resolve) => sshd.once("exit", resolve));
    sshd.kill();
    await ended;
  }

  /** Ends every session; new ones can be made. */
  dropSessions(): void {
    const { pid } = this.process ?? {};
    if (pid === undefined) return;
    for (const child of children(pid)) process.kill(child, "SIGKILL");
  }

  private get hostKeyFile(): string {
    return join(this.dir, "host-key");
  }

  private async run(lines: readonly string[] = []): Promise<void> {
    const config = join(this.dir, "sshd_config");
    writeFileSync(
      config,
      [
        ...lines,
        `ListenAddress ${this.address}`,
        `HostKey ${this.hostKeyFile}`,
        // sshd reads a file of keys as the user who logs in, who may not enter the lab's folder.
        `AuthorizedKeysCommand /bin/echo ${readFileSync(`${this.keyFile}.pub`, "utf8").trim()}`,
        "AuthorizedKeysCommandUser root",
        `PidFile ${join(this.dir, "sshd.pid")}`,
        "PermitRootLogin prohibit-password",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "StrictModes no",
        "MaxStartups 100",
        "",
      ].join("\n"),
    );
    const log = openSync(join(this.dir, "sshd.log"), "a");
    const sshd = spawn(
      "nsenter",
      [`--net=/run/netns/${this.namespace}`, SSHD, "-D", "-e", "-f", config],
      { stdio: ["ignore", log, log] },
    );
    closeSync(log);
    sshd.unref();
    this.process = sshd;
    for (const until = Date.now() + 10_000; !(await answers(this.address)); await sleep(25)) {
      if (sshd.exitCode === null && Date.now() < until) continue;
      throw new Error(
        `sshd didn't start: ${readFileSync(join(this.dir, "sshd.log"), "utf8").slice(-500)}`,
      );
    }
  }
}

function makeKey(file: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
}

function children(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

/** True where an sshd greets there. */
function answers(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 22 });
    const done = (heard: boolean) => {
      resolve(heard);
      socket.destroy();
    };
    socket.once("data", () => done(true));
    socket.once("error", () => done(false));
    socket.once("close", () => done(false));
    socket.setTimeout(1000, () => done(false));
  });
}
