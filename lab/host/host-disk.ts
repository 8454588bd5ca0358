import { UserError } from "../../toolchain/user-error";
import type { LabHost } from "../lab-host";

const FILL = "/var/lib/docker/slipway-lab-fill";

/** The disk that the engine of a lab host keeps its data on. */
export class HostDisk {
  constructor(private readonly host: LabHost) {}

  /** Leaves no room on it. Only for a host whose disk has a size of its own: the machine's is everybody's. */
  async fill(): Promise<void> {
    if (this.host.record.diskMib === undefined)
      throw new UserError(
        `host ${this.host.name} has no disk of its own to fill; start the lab with --disk-mib (diskMib).`,
      );
    const { code } = await this.host.run(["sh", "-c", `cat /dev/zero >${FILL}`]);
    if (code === 0) throw new Error(`the disk of lab host ${this.host.name} didn't get full`);
  }

  async restore(): Promise<void> {
    await this.host.sh(`rm -f ${FILL}`);
  }
}
