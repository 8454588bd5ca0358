import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { checkoutRoot } from "../../toolchain/paths";
import type { LabHost } from "../lab-host";
import { call, callQuietly } from "../system-call";

/** Lets the host's device send whole packets with their checksums, as one does that goes out to the world. */
const WITHOUT_OFFLOAD = `
  use Socket;
  my ($SIOCETHTOOL, $ETHTOOL_STXCSUM) = (0x8946, 0x17);
  socket(my $any, AF_INET, SOCK_DGRAM, 0) or die $!;
  my $value = pack("LL", $ETHTOOL_STXCSUM, 0);
  ioctl($any, $SIOCETHTOOL, pack("a16 P x16", "eth0", $value)) or die $!;
`;

/** Delays a host's packets where the kernel can't: by a process between its cable and the bridge. */
export class DelayRelay {
  constructor(private readonly host: LabHost) {}

  async start(delayMs: number): Promise<void> {
    const { cable, bridge } = this.host.record;
    call("nsenter", "-t", String(this.host.alive), "-n", "--", "perl", "-e", WITHOUT_OFFLOAD);
    const script = join(checkoutRoot(), "lab/host/delay");
    const relay = spawn("perl", [script, cable, this.device, String(delayMs), this.file], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = await new Promise<string>((resolve, reject) => {
      relay.once("error", reject);
      relay.stdout.once("data", (text: Buffer) => resolve(text.toString()));
      relay.stderr.once("data", (text: Buffer) => resolve(text.toString()));
    });
    if (said !== "ready\n") throw new Error(`lab host ${this.host.name}: ${said}`);
    writeFileSync(this.file, String(relay.pid));
    relay.stdout.destroy();
    relay.stderr.destroy();
    relay.unref();
    call("ip", "link", "set", cable, "nomaster");
    call("ip", "link", "set", cable, "promisc", "on");
    call("ip", "link", "set", this.device, "master", bridge, "up");
  }

  stop(): void {
    if (!existsSync(this.file)) return;
    const pid = Number(readFileSync(this.file, "utf8"));
    rmSync(this.file);
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(this.file))
        process.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
    const { cable, bridge } = this.host.record;
    callQuietly("ip", "link", "set", cable, "promisc", "off", "master", bridge);
  }

  /** Its device, in the bridge in the cable's place. */
  private get device(): string {
    return `${this.host.record.cable}d`;
  }

  private get file(): string {
    return join(this.host.record.dir, "delay.pid");
  }
}
