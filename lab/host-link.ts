import { execFileSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";

/**
 * A cable between this machine and a lab host: two addresses of 10.222.0.0/16 that nothing else can reach. It goes
 * straight, so dockerd's FORWARD rules have no say in it.
 */
export class HostLink {
  /** The host's end. */
  readonly address: string;
  private readonly device = `slw${randomBytes(4).toString("hex")}`;

  private constructor(private readonly namespace: string) {
    const base = randomInt(1, 16_384) * 4;
    const at = (offset: number) => `10.222.${base >> 8}.${(base & 255) + offset}`;
    this.address = at(2);
    const far = ["-n", namespace];
    ip("link", "add", this.device, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    ip("addr", "add", `${at(1)}/30`, "dev", this.device);
    ip("link", "set", this.device, "up");
    ip(...far, "addr", "add", `${at(2)}/30`, "dev", "eth0");
    ip(...far, "link", "set", "eth0", "up");
  }

  static plug(namespace: string): HostLink {
    return new HostLink(namespace);
  }

  /** Pulls the plug: packets are lost without an answer. */
  cut(): void {
    ip("-n", this.namespace, "link", "set", "eth0", "down");
  }

  mend(): void {
    ip("-n", this.namespace, "link", "set", "eth0", "up");
  }
}

function ip(...args: string[]): void {
  execFileSync("ip", args);
}
