import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { call, callQuietly } from "./system-call";

const FIRST = 1;
const LAST = 250;
const DEVICES = "/sys/class/net";
const IP_FORWARD = "/proc/sys/net/ipv4/ip_forward";

/**
 * The network of a lab: a bridge on this machine with a subnet of its own, 10.221.N.0/24. The hosts on it reach each
 * other, this machine, and what this machine reaches. The device's name is the lock on the number N.
 */
export class Bridge {
  private constructor(private readonly number: number) {}

  /** @param owner whose it is, in at most 255 characters. */
  static add(owner: string): Bridge {
    const start = process.pid % LAST;
    for (let step = 0; step < LAST; step++) {
      const bridge = new Bridge(FIRST + ((start + step) % LAST));
      if (bridge.claim(owner)) return bridge;
    }
    throw new Error(`this machine has ${LAST} bridges of labs already: 10.221.0.0/16 is full`);
  }

  /** One that was added by another process. */
  static of(device: string): Bridge {
    return new Bridge(Number(device.slice("slwlab".length)));
  }

  get device(): string {
    return `slwlab${this.number}`;
  }

  get subnet(): string {
    return `10.221.${this.number}.0/24`;
  }

  /** This machine's address on it. */
  get machine(): string {
    return `10.221.${this.number}.1`;
  }

  /** @param index of a host, from 0. */
  address(index: number): string {
    return `10.221.${this.number}.${11 + index}`;
  }

  /** Name of the machine's end of a host's cable. */
  cable(index: number): string {
    return `slw${this.number}h${index}`;
  }

  /** Does nothing where another owner has the number now. Can be called twice, and when half of it is there. */
  remove(owner: string): void {
    const alias = join(DEVICES, this.device, "ifalias");
    if (existsSync(alias) && readFileSync(alias, "utf8").trim() !== owner) return;
    for (const rule of this.rules()) callQuietly("iptables", "-w", ...rule("-D"));
    // The kernel takes a cable away some time after the host that it went to: not to be waited for.
    const own = (name: string) => name === this.device || name.startsWith(`slw${this.number}h`);
    for (const name of readdirSync(DEVICES).filter(own)) callQuietly("ip", "link", "delete", name);
  }

  private claim(owner: string): boolean {
    // Somebody else's network may be there.
    if (call("ip", "-4", "route", "show", "root", this.subnet).trim() !== "") return false;
    try {
      call("ip", "link", "add", this.device, "type", "bridge");
    } catch (error) {
      if (existsSync(join(DEVICES, this.device))) return false;
      throw error;
    }
    call("ip", "link", "set", this.device, "alias", owner);
    call("ip", "address", "add", `${this.machine}/24`, "dev", this.device);
    call("ip", "link", "set", this.device, "up");
    // Docker's rules drop what is forwarded and not known to it, also from one port of a bridge to another.
    for (const rule of this.rules()) call("iptables", "-w", ...rule("-I"));
    // dockerd sets it too.
    writeFileSync(IP_FORWARD, "1");
    return true;
  }

  private rules(): ((how: "-I" | "-D") => string[])[] {
    return [
      (how) => [how, "FORWARD", "-i", this.device, "-j", "ACCEPT"],
      (how) => [how, "FORWARD", "-o", this.device, "-j", "ACCEPT"],
      (how) => [
        ...["-t", "nat", how, "POSTROUTING", "-s", this.subnet],
        ...["!", "-o", this.device, "-j", "MASQUERADE"],
      ],
    ];
  }
}
