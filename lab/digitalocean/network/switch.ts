import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { call } from "../../system-call";

/**
 * The private networks' switches: a bridge for each VPC, in a network namespace of their own, so that VPCs of the same
 * range in several labs don't meet, and this machine is on none of them. It goes with this process.
 */
export class Switch {
  private constructor(private readonly holder: ChildProcess) {}

  /** @param label that tells whose process it is. */
  static async start(label: string): Promise<Switch> {
    const hold = ["--net", "sh", "-c", "echo ready; cat >/dev/null", label];
    // Its stdin is a pipe that only we hold.
    const holder = spawn("unshare", hold, { stdio: ["pipe", "pipe", "inherit"] });
    await once(holder.stdout, "data");
    holder.unref();
    return new Switch(holder);
  }

  /** Id of a process that is in its network namespace. */
  get pid(): number {
    return this.holder.pid!;
  }

  addBridge(name: string): void {
    this.ip("link", "add", name, "type", "bridge");
    this.ip("link", "set", name, "up");
  }

  removeBridge(name: string): void {
    this.ip("link", "delete", name);
  }

  /** A cable from a bridge to the network of a process, which is its `eth1` there. */
  plugIn(bridge: string, cable: string, pid: number): void {
    // A process's id is the same in both namespaces of the network.
    const far = ["peer", "name", "eth1", "netns", String(pid)];
    this.ip("link", "add", cable, "type", "veth", ...far);
    this.ip("link", "set", cable, "master", bridge, "up");
  }

  private ip(...args: string[]): void {
    call("nsenter", `--net=/proc/${this.pid}/ns/net`, "ip", ...args);
  }
}
