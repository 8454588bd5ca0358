import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pythonVenv } from "../install/python-venv";
import type { Command } from "../measure/command";
import { workOf, type Revision, type Trial } from "../workload";
import { PeerUnavailable, type Peer } from "./peer";
import { saltState } from "./salt-state";

const VERSION = "3008.3";

/** Salt without a master (`salt-call --local`), with the extension that holds its Docker modules now. */
export class SaltPeer implements Peer {
  readonly name = "salt";
  private bin = "";

  async prepare(): Promise<string> {
    try {
      this.bin = await pythonVenv("salt", [
        `salt==${VERSION}`,
        "saltext-dockermod==0.1.3",
        "docker==7.1.0",
      ]);
    } catch (error) {
      throw new PeerUnavailable(this.name, (error as Error).message, { cause: error });
    }
    return `Salt ${VERSION} with saltext-dockermod, masterless`;
  }

  create = (trial: Trial): Promise<Command> => this.apply(trial, 1, "present");
  noop = (trial: Trial): Promise<Command> => this.apply(trial, 1, "present");
  change = (trial: Trial): Promise<Command> => this.apply(trial, 2, "present");
  destroy = (trial: Trial): Promise<Command> => this.apply(trial, 2, "absent");

  private async apply(
    trial: Trial,
    revision: Revision,
    state: "present" | "absent",
  ): Promise<Command> {
    const states = join(trial.dir, "states");
    mkdirSync(states, { recursive: true });
    writeFileSync(join(states, "work.sls"), saltState(workOf(trial, revision), trial.image, state));
    const minion = {
      root_dir: trial.dir,
      file_client: "local",
      file_roots: { base: [states] },
      id: "bench",
      log_file: join(trial.dir, "salt.log"),
    };
    writeFileSync(join(trial.dir, "minion"), JSON.stringify(minion));
    return {
      argv: [
        join(this.bin, "salt-call"),
        `--config-dir=${trial.dir}`,
        "--local",
        "--retcode-passthrough",
        "--state-output=changes",
        "--no-color",
        "state.apply",
        "work",
      ],
      cwd: trial.dir,
    };
  }
}
