import type { LabHost } from "../lab-host";
import { call, callQuietly } from "../system-call";
import { DelayRelay } from "./delay-relay";

export interface SlowNetwork {
  /** Milliseconds that each packet takes more, each way. */
  delayMs?: number;
  /** Percent of the packets that are lost, each way. */
  lossPercent?: number;
  /** Kilobits a second that go through, each way. */
  rateKbit?: number;
}

/** What {@link HostNetwork.cut} and the loss of packets do: at both ends of everything that the host does. */
const HOOKS = [
  ["raw", "PREROUTING", "-i"],
  ["mangle", "POSTROUTING", "-o"],
] as const;
const CHAIN = "SLIPWAY-LAB";
/** Bytes that may go at once: more than one packet of the largest kind. */
const BURST = "32kb";

/** The cable between a lab host and its bridge. */
export class HostNetwork {
  private readonly relay: DelayRelay;

  constructor(private readonly host: LabHost) {
    this.relay = new DelayRelay(host);
  }

  /** Packets are lost without an answer, both ways, as where a firewall drops them. */
  cut(): void {
    this.drop();
  }

  /** The cable is out: whoever asks for the host on the same network is told that there is no such host. */
  unplug(): void {
    call("ip", "link", "set", this.host.record.cable, "down");
  }

  /** Takes its cables away for good, also one to another network; the next boot brings others of the same names. */
  remove(): void {
    const { cable, second } = this.host.record;
    callQuietly("ip", "link", "delete", cable);
    if (second === undefined) return;
    const onSwitch = `--net=/proc/${second.switchPid}/ns/net`;
    callQuietly("nsenter", onSwitch, "ip", "link", "delete", second.cable);
  }

  async slow({ delayMs, lossPercent, rateKbit }: SlowNetwork): Promise<void> {
    this.restore();
    if (this.hasNetem()) {
      const shape = ["netem"];
      if (delayMs !== undefined) shape.push("delay", `${delayMs}ms`);
      if (lossPercent !== undefined) shape.push("loss", `${lossPercent}%`);
      if (rateKbit !== undefined) shape.push("rate", `${rateKbit}kbit`);
      return this.shape(shape);
    }
    if (lossPercent !== undefined)
      this.drop("-m", "statistic", "--mode", "random", "--probability", String(lossPercent / 100));
    if (rateKbit !== undefined)
      this.shape(["tbf", "rate", `${rateKbit}kbit`, "burst", BURST, "latency", "1s"]);
    if (delayMs !== undefined) await this.relay.start(delayMs);
  }

  /** Takes back what was done to it. */
  restore(): void {
    this.relay.stop();
    callQuietly("ip", "link", "set", this.host.record.cable, "up");
    callQuietly("tc", "qdisc", "delete", "dev", this.host.record.cable, "root");
    this.within(callQuietly, "tc", "qdisc", "delete", "dev", "eth0", "root");
    for (const [table, hook] of HOOKS) {
      this.within(callQuietly, "iptables", "-w", "-t", table, "-D", hook, "-j", CHAIN);
      this.within(callQuietly, "iptables", "-w", "-t", table, "-F", CHAIN);
      this.within(callQuietly, "iptables", "-w", "-t", table, "-X", CHAIN);
    }
  }

  /** Whether the kernel can delay packets. */
  private hasNetem(): boolean {
    const device = this.host.record.cable;
    try {
      call("tc", "qdisc", "add", "dev", device, "root", "netem", "delay", "1ms");
    } catch {
      return false;
    }
    call("tc", "qdisc", "delete", "dev", device, "root");
    return true;
  }

  private shape(shape: string[]): void {
    call("tc", "qdisc", "replace", "dev", this.host.record.cable, "root", ...shape);
    this.within(call, "tc", "qdisc", "replace", "dev", "eth0", "root", ...shape);
  }

  private drop(...match: string[]): void {
    for (const [table, hook, direction] of HOOKS) {
      const iptables = (...args: string[]) =>
        this.within(call, "iptables", "-w", "-t", table, ...args);
      this.within(callQuietly, "iptables", "-w", "-t", table, "-N", CHAIN);
      iptables("-F", CHAIN);
      iptables("-A", CHAIN, direction, "eth0", ...match, "-j", "DROP");
      this.within(callQuietly, "iptables", "-w", "-t", table, "-D", hook, "-j", CHAIN);
      iptables("-I", hook, "-j", CHAIN);
    }
  }

  /** This machine's command in the host's network. */
  private within(
    how: (command: string, ...args: string[]) => unknown,
    ...command: [string, ...string[]]
  ): void {
    how("nsenter", "-t", String(this.host.alive), "-n", "--", ...command);
  }
}
