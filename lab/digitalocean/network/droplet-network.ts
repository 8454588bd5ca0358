import type { Droplet } from "../droplet/droplet";
import type { World } from "../world";
import { packetRules } from "./packet-rules";

/** What the network around a droplet does, done on the droplet itself: firewalls, and reserved addresses. */
export class DropletNetwork {
  /** What was last done to which process's network. */
  private readonly applied = new Map<number, { pid: number; rules: string; reserved: string }>();
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly world: World) {}

  /** Makes all running droplets' networks as they are to be now; one change after the other. */
  refresh(): Promise<void> {
    this.work = this.work.then(async () => {
      await Promise.all(this.world.droplets.all().map((droplet) => this.apply(droplet)));
    });
    return this.work;
  }

  /** Whether a droplet's network is as it is to be. */
  isPending(droplet: Droplet): boolean {
    const pid = droplet.host?.pid;
    if (pid === undefined || droplet.status === "new") return false;
    const last = this.applied.get(droplet.id);
    return last?.pid !== pid || last.rules !== this.rulesOf(droplet);
  }

  forget({ id }: Droplet): void {
    this.applied.delete(id);
  }

  private rulesOf(droplet: Droplet): string {
    return packetRules(this.world.firewalls.trafficOf(droplet), false);
  }

  private async apply(droplet: Droplet): Promise<void> {
    const { host, id } = droplet;
    const pid = host?.pid;
    if (host === undefined || pid === undefined) return;
    const before = this.applied.get(id);
    const first = before?.pid !== pid;
    const rules = this.rulesOf(droplet);
    const reserved = this.world.reservedIps
      .of(droplet)
      .map(({ ip }) => `${ip}/32`)
      .join(" ");
    const last = first ? { rules: "", reserved: "" } : before;
    if (last.rules === rules && last.reserved === reserved) return;
    const gone = last.reserved.split(" ").filter((ip) => ip !== "" && !reserved.includes(ip));
    const come = reserved.split(" ").filter((ip) => ip !== "" && !last.reserved.includes(ip));
    const lines = [
      ...gone.map((ip) => `ip address del ${ip} dev eth0`),
      ...come.map((ip) => `ip address replace ${ip} dev eth0`),
      "iptables-restore --wait --noflush",
    ];
    const traffic = this.world.firewalls.trafficOf(droplet);
    try {
      await host.sh(lines.join("\n"), { input: packetRules(traffic, first) });
      this.applied.set(id, { pid, rules, reserved });
    } catch (error) {
      // It may have been switched off meanwhile; what is wrong with it otherwise stays to be seen as pending.
      if (host.pid === pid) process.stderr.write(`network of ${droplet.name}: ${String(error)}\n`);
    }
  }
}
