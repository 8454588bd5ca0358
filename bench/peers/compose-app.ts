import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { workOf, type Revision, type Trial } from "../workload";
import { composeFile } from "./compose-file";
import { SlipwayPeer } from "./slipway";

/** This project's `ComposeApp`, on the file that Docker Compose is given. */
export class ComposeAppPeer extends SlipwayPeer {
  protected override readonly program = join(this.root, "bench/program-compose");

  protected override environment(trial: Trial, revision: Revision): Record<string, string> {
    const file = join(trial.dir, "compose.yaml");
    writeFileSync(file, composeFile(workOf(trial, revision), trial.image));
    return { SLIPWAY_BENCH_COMPOSE: JSON.stringify({ file, projectName: trial.base }) };
  }
}
