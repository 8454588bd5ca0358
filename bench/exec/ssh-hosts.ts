import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HostLink } from "../../lab/host-link";
import { SshServer } from "../../lab/ssh-server";

/** A host that has an sshd and nothing else. */
export interface SshHost {
  readonly name: string;
  readonly address: string;
  /** Public key: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  readonly keyFile: string;
}

/** Hosts in network namespaces of this machine, for tools that log in by ssh. Needs root. */
export class SshHosts {
  readonly hosts: SshHost[] = [];
  private readonly namespaces: string[] = [];
  private readonly servers: SshServer[] = [];

  /** A known_hosts file with the keys of all. */
  readonly knownHosts: string;

  private constructor(private readonly dir: string) {
    this.knownHosts = join(dir, "known_hosts");
  }

  static async start(count: number, dir: string): Promise<SshHosts> {
    const all = new SshHosts(dir);
    try {
      for (let index = 1; index <= count; index++) await all.add(`host-${index}`);
      const lines = all.hosts.map(({ address, hostKey }) => `${address} ${hostKey}\n`);
      writeFileSync(all.knownHosts, lines.join(""));
      return all;
    } catch (error) {
      await all.remove();
      throw error;
    }
  }

  async remove(): Promise<void> {
    for (const server of this.servers) await server.stop();
    for (const namespace of this.namespaces)
      execFileSync("ip", ["netns", "del", namespace], { stdio: "ignore" });
  }

  private async add(name: string): Promise<void> {
    const namespace = `slipway-bench-${name}-${process.pid}`;
    execFileSync("ip", ["netns", "add", namespace]);
    this.namespaces.push(namespace);
    execFileSync("ip", ["-n", namespace, "link", "set", "lo", "up"]);
    const { address } = HostLink.plug(namespace);
    const dir = join(this.dir, name);
    mkdirSync(dir);
    // What this machine's root has in its .bashrc is no part of any tool's time; Ansible puts its modules there by sftp.
    const home = join(dir, "home");
    mkdirSync(home);
    const lines = [`SetEnv HOME=${home}`, "Subsystem sftp internal-sftp"];
    const server = await SshServer.start(namespace, address, join(dir, "ssh"), lines);
    this.servers.push(server);
    this.hosts.push({ name, address, hostKey: server.hostKey, keyFile: server.keyFile });
  }
}
