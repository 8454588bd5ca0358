import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { checkoutRoot } from "../../toolchain/paths";
import type { Command } from "../measure/command";
import { workOf, type Revision, type Trial } from "../workload";
import type { Peer } from "./peer";

/**
 * The Docker Engine API driven directly, ten calls in flight: the floor. No tool can be faster, since
 * this one keeps no state, plans nothing and does only the calls that the work needs.
 */
export class ApiPeer implements Peer {
  readonly name = "api";

  async prepare(): Promise<string> {
    return "Docker Engine API over HTTP, 10 in flight";
  }

  async init(trial: Trial): Promise<undefined> {
    // One plain file, so that no compiler's start is measured.
    buildSync({
      entryPoints: [join(checkoutRoot(), "bench/peers/api-driver.ts")],
      outfile: this.driver(trial),
      bundle: true,
      platform: "node",
      logLevel: "error",
    });
  }

  create = (trial: Trial): Promise<Command> => this.command(trial, "create", 1);
  noop = (trial: Trial): Promise<Command> => this.command(trial, "noop", 1);
  change = (trial: Trial): Promise<Command> => this.command(trial, "change", 2);
  destroy = (trial: Trial): Promise<Command> => this.command(trial, "destroy", 2);

  private async command(trial: Trial, phase: string, revision: Revision): Promise<Command> {
    const work = join(trial.dir, `work-${revision}.json`);
    writeFileSync(work, JSON.stringify({ image: trial.image, spec: workOf(trial, revision) }));
    return { argv: [process.execPath, this.driver(trial), phase, work], cwd: trial.dir };
  }

  private driver(trial: Trial): string {
    return join(trial.dir, "api-driver.js");
  }
}
