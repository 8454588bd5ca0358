import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SlipwayPeer } from "../peers/slipway";
import type { Revision, Trial } from "../workload";

/** This project, on an engine that runs nothing. */
export class ScalePeer extends SlipwayPeer {
  constructor(private readonly socket: string) {
    super();
  }

  protected override environment(trial: Trial, revision: Revision): Record<string, string> {
    return { ...super.environment(trial, revision), DOCKER_HOST: `unix://${this.socket}` };
  }
}

/** A workload of this project on many engines that run nothing. */
export class FleetPeer extends SlipwayPeer {
  protected override readonly program = join(this.root, "bench/program-fleet");

  constructor(
    private readonly sockets: readonly string[],
    private readonly replicas: number,
  ) {
    super();
  }

  protected override environment({ dir, image }: Trial): Record<string, string> {
    const hosts = this.sockets.map((socket, index) => [
      `host-${index + 1}`,
      { host: `unix://${socket}` },
    ]);
    const file = join(dir, "fleet.json");
    const fleet = { hosts: Object.fromEntries(hosts) as unknown, replicas: this.replicas, image };
    writeFileSync(file, JSON.stringify(fleet));
    return { SLIPWAY_BENCH_FLEET: file };
  }
}
