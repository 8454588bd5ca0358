import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pythonVenv } from "../install/python-venv";
import type { Command } from "../measure/command";
import { workOf, type Revision, type Trial } from "../workload";
import { ansiblePlaybook } from "./ansible-playbook";
import { PeerUnavailable, type Peer } from "./peer";

const VERSION = "12.3.0";

/** Ansible with its community.docker collection, which the PyPI package `ansible` brings. */
export class AnsiblePeer implements Peer {
  readonly name = "ansible";
  private bin = "";

  async prepare(): Promise<string> {
    try {
      this.bin = await pythonVenv("ansible", [`ansible==${VERSION}`, "requests", "docker==7.1.0"]);
    } catch (error) {
      throw new PeerUnavailable(this.name, (error as Error).message, { cause: error });
    }
    return `Ansible ${VERSION} with community.docker`;
  }

  create = (trial: Trial): Promise<Command> => this.play(trial, 1, "present");
  noop = (trial: Trial): Promise<Command> => this.play(trial, 1, "present");
  change = (trial: Trial): Promise<Command> => this.play(trial, 2, "present");
  destroy = (trial: Trial): Promise<Command> => this.play(trial, 2, "absent");

  private async play(
    trial: Trial,
    revision: Revision,
    state: "present" | "absent",
  ): Promise<Command> {
    const file = join(trial.dir, "playbook.json");
    const python = join(this.bin, "python");
    writeFileSync(file, ansiblePlaybook(workOf(trial, revision), trial.image, state, python));
    return {
      argv: [join(this.bin, "ansible-playbook"), "--inventory", "localhost,", file],
      cwd: trial.dir,
      env: {
        ANSIBLE_HOME: join(trial.dir, ".ansible"),
        ANSIBLE_NOCOLOR: "1",
        LC_ALL: "C.UTF-8",
      },
    };
  }
}
