import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { checkoutRoot } from "../toolchain/paths";
import { tryCommand, type CommandResult } from "../toolchain/run-command";
import { UserError } from "../toolchain/user-error";
import { endProcess } from "./end-process";
import { HostDisk } from "./host/host-disk";
import { HostEngine } from "./host/host-engine";
import { HostSshd } from "./host/host-sshd";
import { HostNetwork } from "./host/host-network";
import type { HostRecord } from "./host/host-record";
import type { LabUser } from "./host/users";

const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  LANG: "C.UTF-8",
};

/**
 * A host of a lab: processes, mounts, network and name of its own, on a root that is this machine's until it is
 * changed. It has an sshd and, unless it is bare, a Docker engine.
 */
export class LabHost {
  readonly engine = new HostEngine(this);
  readonly sshd = new HostSshd(this);
  readonly network: HostNetwork;
  readonly disk: HostDisk;

  constructor(readonly record: HostRecord) {
    this.network = new HostNetwork(this);
    this.disk = new HostDisk(this);
  }

  get name(): string {
    return this.record.name;
  }

  get address(): string {
    return this.record.address;
  }

  /** `ssh://root@10.…`, or of another user. */
  ssh(user: LabUser = "root"): string {
    return `ssh://${user}@${this.address}`;
  }

  /** Options of the ssh command with which nothing of this machine's own ssh configuration counts. */
  get sshOpts(): string[] {
    return [
      ...["-F", "/dev/null", "-i", this.record.keyFile, "-o", "IdentitiesOnly=yes"],
      ...["-o", `UserKnownHostsFile=${this.record.knownHostsFile}`],
    ];
  }

  /** The host's public key: `ssh-ed25519 AAAA…`. */
  get hostKey(): string {
    const file = join(this.record.upper, "etc/ssh/ssh_host_ed25519_key.pub");
    return readFileSync(file, "utf8").split(" ").slice(0, 2).join(" ");
  }

  /** The engine's socket, as this machine sees it: `unix:///…/docker.sock`. */
  get dockerHost(): string {
    return `unix://${join(this.record.dir, "run/docker.sock")}`;
  }

  /** The engine's listener with TLS or without, of a host that has one. */
  get tcpHost(): string {
    const { tcp } = this.record;
    if (tcp === undefined) throw new Error(`lab host ${this.name} has no TCP listener`);
    return `tcp://${this.address}:${tcp === "tls" ? 2376 : 2375}`;
  }

  /** Id of its first process on this machine; undefined where the host is down. */
  get pid(): number | undefined {
    const file = join(this.record.dir, "pid");
    if (!existsSync(file)) return undefined;
    const pid = Number(readFileSync(file, "utf8"));
    try {
      // The id may be another process's by now.
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(this.record.dir)
        ? pid
        : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Switches it on, and waits until sshd listens and, where it is enabled, the engine is ready. Rejects where the engine
   * doesn't start; the host is up nevertheless.
   */
  async boot(): Promise<void> {
    const { record } = this;
    const { second } = record;
    const log = join(record.dir, "boot.log");
    const out = openSync(log, "w");
    const network = openSync("/proc/self/ns/net", "r");
    const unshare = ["unshare", "--fork", "--pid", "--mount", "--uts", "--ipc", "--net"];
    const boot = [
      join(checkoutRoot(), "lab/host/boot"),
      ...[
        record.dir,
        record.layers,
        record.upper,
        record.work,
        record.name,
        record.cable,
        record.bridge,
      ],
      ...[record.address, record.gateway],
      ...(second === undefined
        ? []
        : [String(second.switchPid), second.bridge, second.cable, second.address]),
    ];
    // Where its owner ends, however it does, the host ends.
    const bound = ["setpriv", "--pdeathsig", "KILL", ...unshare, "--kill-child", ...boot];
    const [command = "", ...args] = record.bound ? bound : [...unshare, ...boot];
    const child = spawn(command, args, {
      detached: true,
      stdio: ["ignore", "pipe", out, network],
      env: ENVIRONMENT,
    });
    closeSync(out);
    closeSync(network);
    const said = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => resolve(""));
      child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString()));
    });
    child.stdout?.destroy();
    child.unref();
    if (said !== "up\n")
      throw new Error(
        `lab host ${this.name} has ${said.trim() || "ended"}:\n${readFileSync(log, "utf8")}`,
      );
  }

  /** Ends it as a power cut does. Its disk stays as it is: {@link boot} brings it back. */
  async destroy(): Promise<void> {
    const { pid } = this;
    if (pid === undefined) return;
    // By itself the cable would go only some time after its processes.
    this.network.remove();
    await endProcess(pid);
  }

  /** Takes back every fault: switches it on, plugs it in, lets its engine go on or starts it, and makes room. */
  async restore(): Promise<void> {
    if (this.pid === undefined) await this.boot();
    this.network.restore();
    await this.disk.restore();
    await this.engine.restore();
  }

  /** Runs a command on it, past ssh; resolves with what it printed, whatever its exit code. */
  async run(
    command: readonly string[],
    { user, input }: { user?: LabUser; input?: string } = {},
  ): Promise<CommandResult> {
    const as = user === undefined ? [] : ["runuser", "-u", user, "--"];
    const enter = ["-t", String(this.alive), "-m", "-u", "-i", "-n", "-p", "--"];
    return tryCommand("nsenter", [...enter, ...as, ...command], { env: ENVIRONMENT, input });
  }

  /** Runs a script of the shell on it; resolves with what it printed, rejects where it fails. */
  async sh(script: string, options?: { user?: LabUser; input?: string }): Promise<string> {
    const { code, stdout, stderr } = await this.run(["sh", "-ec", script], options);
    if (code !== 0)
      throw new Error(`on lab host ${this.name}: ${script}\ncode ${code}: ${stderr}${stdout}`);
    return stdout;
  }

  read(path: string): Promise<string> {
    return this.sh(`cat '${path}'`);
  }

  async write(path: string, text: string, mode = "644"): Promise<void> {
    const script = `mkdir -p "$(dirname '${path}')"; cat >'${path}'; chmod ${mode} '${path}'`;
    await this.sh(script, { input: text });
  }

  /** Id of its first process; throws where the host is down. */
  get alive(): number {
    const { pid } = this;
    if (pid === undefined) throw new UserError(`host ${this.name} is down.`);
    return pid;
  }
}
