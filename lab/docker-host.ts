import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { HostLink } from "./host-link";
import { SshServer } from "./ssh-server";

export interface LabHostOptions {
  /** Size of the disk that the engine keeps its data on, in MiB. Defaults to what the machine has. */
  diskMib?: number;
  /** Gives the host an address that this machine reaches, and an sshd on it. Defaults to false. */
  reachable?: boolean;
  /** More arguments for dockerd, for a host that is reachable, such as a TCP listener on its address. */
  engineArguments?: (address: string) => readonly string[];
}

/**
 * A Docker engine of its own in a network namespace of its own on this machine, which tests may restart, kill and fill
 * up. Needs root and dockerd. It reaches no network but its own bridges and, where it is reachable, this machine.
 */
export class LabHost {
  /** Docker endpoint: `unix:///…/docker.sock`. */
  readonly dockerHost: string;
  private readonly socket: string;
  private readonly dir: string;
  private pid: number | undefined;
  private reach: { link: HostLink; sshd: SshServer } | undefined;
  private engineArguments: readonly string[] = [];

  private constructor(private readonly name: string) {
    this.dir = mkdtempSync(join(tmpdir(), `slipway-lab-${name}-`));
    this.socket = join(this.dir, "docker.sock");
    this.dockerHost = `unix://${this.socket}`;
  }

  /** @param name short; makes the namespace's name unique on this machine together with this process's id. */
  static async start(name: string, options: LabHostOptions = {}): Promise<LabHost> {
    const host = new LabHost(name);
    try {
      execFileSync("ip", ["netns", "add", host.namespace]);
      execFileSync("ip", ["-n", host.namespace, "link", "set", "lo", "up"]);
      mkdirSync(host.dataRoot);
      if (options.diskMib !== undefined) {
        execFileSync("mount", [
          "-t",
          "tmpfs",
          "-o",
          `size=${options.diskMib}m`,
          "tmpfs",
          host.dataRoot,
        ]);
      }
      if (options.reachable) {
        const link = HostLink.plug(host.namespace);
        const sshd = await SshServer.start(host.namespace, link.address, join(host.dir, "ssh"));
        host.reach = { link, sshd };
        host.engineArguments = options.engineArguments?.(link.address) ?? [];
      }
      await host.startEngine();
      return host;
    } catch (error) {
      await host.remove();
      throw error;
    }
  }

  /** The cable to a host that is reachable. */
  get link(): HostLink {
    return this.reachable.link;
  }

  /** The sshd of a host that is reachable. */
  get sshd(): SshServer {
    return this.reachable.sshd;
  }

  /** `ssh://root@10.…/…/docker.sock` of a host that is reachable. */
  get sshHost(): string {
    return `ssh://root@${this.link.address}${this.socket}`;
  }

  /** Starts the engine, and waits until it answers: at most 60 s. */
  async startEngine(): Promise<void> {
    const log = openSync(join(this.dir, "dockerd.log"), "a");
    // nsenter and not `ip netns exec`, which would hide the cgroup mounts from dockerd.
    const child = spawn(
      "nsenter",
      [
        `--net=/run/netns/${this.namespace}`,
        "dockerd",
        ...["-H", this.dockerHost],
        ...["--data-root", this.dataRoot],
        ...["--exec-root", join(this.dir, "exec")],
        ...["--pidfile", join(this.dir, "docker.pid")],
        ...["--cgroup-parent", `/${this.namespace}`],
        ...this.engineArguments,
      ],
      { detached: true, stdio: ["ignore", log, log] },
    );
    closeSync(log);
    child.unref();
    this.pid = child.pid;
    const deadline = Date.now() + 60_000;
    while (!(await this.answers())) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the engine of lab host ${this.name} didn't start:\n${this.log(20)}`);
      }
      await sleep(50);
    }
  }

  /**
   * Stops the engine as a service manager would (SIGTERM; its containers end with it), or kills it (its containers go
   * on, and the next engine finds them).
   */
  async stopEngine(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const pid = this.pid;
    if (pid === undefined) return;
    this.pid = undefined;
    try {
      process.kill(pid, signal);
    } catch {
      return; // It has ended already.
    }
    const deadline = Date.now() + 30_000;
    while (runs(pid)) {
      if (Date.now() > deadline) process.kill(pid, "SIGKILL");
      await sleep(25);
    }
    // containerd ends with a dockerd that is killed, but its pid file stays; the next dockerd would wait for it.
    rmSync(join(this.dir, "exec", "containerd", "containerd.pid"), { force: true });
  }

  async restartEngine(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    await this.stopEngine(signal);
    await this.startEngine();
  }

  /** Takes everything away: engine, data, namespace. Can be called twice. */
  async remove(): Promise<void> {
    await this.reach?.sshd.stop();
    await this.stopEngine();
    this.endLeftovers();
    quietly("umount", ["-R", "-l", this.dataRoot]);
    quietly("ip", ["netns", "del", this.namespace]);
    for (const dir of mountsBelow(this.dir)) quietly("umount", ["-l", dir]);
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** The last lines of dockerd's log. */
  log(lines: number): string {
    return readFileSync(join(this.dir, "dockerd.log"), "utf8").split("\n").slice(-lines).join("\n");
  }

  private get reachable(): { link: HostLink; sshd: SshServer } {
    if (this.reach === undefined) throw new Error(`lab host ${this.name} is not reachable`);
    return this.reach;
  }

  private get namespace(): string {
    return `slipway-${this.name}-${process.pid}`;
  }

  private get dataRoot(): string {
    return join(this.dir, "data");
  }

  /** containerd and its shims outlive a dockerd that was killed; all of them name this host's folder. */
  private endLeftovers(): void {
    quietly("pkill", ["-9", "-f", "--", this.dir]);
  }

  private answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const ping = request(
        { socketPath: this.socket, path: "/_ping", timeout: 2000 },
        (response) => {
          response.resume();
          resolve(response.statusCode === 200);
        },
      );
      ping.on("timeout", () => ping.destroy());
      ping.on("error", () => resolve(false));
      ping.end();
    });
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A child that has ended but wasn't reaped yet still takes signals.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function mountsBelow(dir: string): string[] {
  return readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${dir}/`))
    .reverse();
}

function quietly(command: string, args: string[]): void {
  try {
    execFileSync(command, args, { stdio: "ignore" });
  } catch {
    // There was nothing to do.
  }
}
