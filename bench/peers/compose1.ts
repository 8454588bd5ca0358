import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "../install/cache-dir";
import { unpackDebianPackage } from "../install/debian-packages";
import { installStep } from "../install/install-step";
import type { Command } from "../measure/command";
import { workOf, type Revision, type Trial } from "../workload";
import { composeFile } from "./compose-file";
import { PeerUnavailable, type Peer } from "./peer";

/** Docker Compose 1.29, the Python one, as Debian packages it; unpacked beside the system, not installed. */
export class Compose1Peer implements Peer {
  readonly name = "compose1";
  private root = "";

  async prepare(): Promise<string> {
    try {
      this.root = await cached("compose1", ["docker-compose", "apt", 1], (work) =>
        unpackDebianPackage("docker-compose", work),
      );
      const { argv, env } = this.command({ dir: this.root, base: "" }, ["version", "--short"]);
      return `Docker Compose ${(await installStep({ argv, env, cwd: this.root })).trim()} (Debian)`;
    } catch (error) {
      throw new PeerUnavailable(this.name, (error as Error).message, { cause: error });
    }
  }

  create = (trial: Trial): Promise<Command> => this.up(trial, 1);
  noop = (trial: Trial): Promise<Command> => this.up(trial, 1);
  change = (trial: Trial): Promise<Command> => this.up(trial, 2);
  destroy = async (trial: Trial): Promise<Command> => this.command(trial, ["down", "--volumes"]);

  private async up(trial: Trial, revision: Revision): Promise<Command> {
    const file = JSON.parse(composeFile(workOf(trial, revision), trial.image)) as object;
    const text = JSON.stringify({ version: "3.7", ...file }, undefined, 2);
    writeFileSync(join(trial.dir, "docker-compose.yml"), text);
    return this.command(trial, ["up", "--detach"]);
  }

  private command(trial: Pick<Trial, "dir" | "base">, args: readonly string[]): Command {
    const project = trial.base === "" ? [] : ["--project-name", trial.base];
    return {
      // Debian's own Python: one of the packages holds a module compiled for it.
      argv: ["/usr/bin/python3", join(this.root, "usr/bin/docker-compose"), ...project, ...args],
      cwd: trial.dir,
      env: { PYTHONPATH: join(this.root, "usr/lib/python3/dist-packages") },
    };
  }
}
