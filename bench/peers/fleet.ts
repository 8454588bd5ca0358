import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DockerHostArgs } from "../../components/hosts/docker-host";
import type { Trial } from "../workload";
import { SlipwayPeer } from "./slipway";

/** A workload of this project on each of some hosts. */
export class FleetPeer extends SlipwayPeer {
  protected override readonly program = join(this.root, "bench/program-fleet");

  /** @param replicas on each host. */
  constructor(
    private readonly hosts: Readonly<Record<string, DockerHostArgs>>,
    private readonly replicas: number,
  ) {
    super();
  }

  protected override environment({ dir, base, image }: Trial): Record<string, string> {
    const file = join(dir, "fleet.json");
    const { hosts, replicas } = this;
    writeFileSync(file, JSON.stringify({ hosts, replicas, image, base }));
    return { SLIPWAY_BENCH_FLEET: file };
  }
}
