import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMPOSE_VERSION, dockerCompose } from "../install/docker-compose";
import type { Command } from "../measure/command";
import { workOf, type Revision, type Trial } from "../workload";
import { composeFile } from "./compose-file";
import { PeerUnavailable, type Peer } from "./peer";

/** Docker Compose v2, built from its Go module. */
export class ComposePeer implements Peer {
  readonly name = "compose";
  private binary = "";

  async prepare(): Promise<string> {
    try {
      this.binary = await dockerCompose(COMPOSE_VERSION);
    } catch (error) {
      throw new PeerUnavailable(this.name, (error as Error).message, { cause: error });
    }
    return `Docker Compose ${COMPOSE_VERSION}`;
  }

  create = (trial: Trial): Promise<Command> => this.up(trial, 1);
  noop = (trial: Trial): Promise<Command> => this.up(trial, 1);
  change = (trial: Trial): Promise<Command> => this.up(trial, 2);

  destroy = async (trial: Trial): Promise<Command> =>
    this.command(trial, ["down", "--volumes", "--remove-orphans"]);

  private async up(trial: Trial, revision: Revision): Promise<Command> {
    const file = join(trial.dir, "compose.yaml");
    writeFileSync(file, composeFile(workOf(trial, revision), trial.image));
    return this.command(trial, ["up", "--detach", "--pull", "never"]);
  }

  private command(trial: Trial, args: readonly string[]): Command {
    return {
      argv: [this.binary, "--progress", "quiet", "--project-name", trial.base, ...args],
      cwd: trial.dir,
    };
  }
}
