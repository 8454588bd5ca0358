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
