import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { engineSocket } from "../docker/engine-api";
import { TERRAFORM_VERSION, buildTerraform, buildTerraformProvider } from "../install/terraform";
import type { Command } from "../measure/command";
import { workOf, type Revision, type Trial } from "../workload";
import { PeerUnavailable, type Peer } from "./peer";
import { terraformFile } from "./terraform-file";

/** Terraform with kreuzwerker's Docker provider, both built from their Go modules; state in a local file. */
export class TerraformPeer implements Peer {
  readonly name = "terraform";
  private binary = "";
  private mirror = "";

  async prepare(): Promise<string> {
    try {
      this.binary = await buildTerraform();
      this.mirror = await buildTerraformProvider();
    } catch (error) {
      throw new PeerUnavailable(this.name, (error as Error).message, { cause: error });
    }
    return `Terraform ${TERRAFORM_VERSION} with kreuzwerker/docker`;
  }

  async init(trial: Trial): Promise<Command> {
    this.write(trial, 1);
    const mirror = JSON.stringify(this.mirror);
    writeFileSync(
      join(trial.dir, "terraform.rc"),
      `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = ${mirror}\n  }\n}\n`,
    );
    return this.command(trial, ["init"]);
  }

  create = (trial: Trial): Promise<Command> => this.apply(trial, 1);
  noop = (trial: Trial): Promise<Command> => this.apply(trial, 1);
  change = (trial: Trial): Promise<Command> => this.apply(trial, 2);
  destroy = async (trial: Trial): Promise<Command> =>
    this.command(trial, ["destroy", "-auto-approve"]);

  private async apply(trial: Trial, revision: Revision): Promise<Command> {
    this.write(trial, revision);
    return this.command(trial, ["apply", "-auto-approve"]);
  }

  private write(trial: Trial, revision: Revision): void {
    const text = terraformFile(workOf(trial, revision), trial.imageId, `unix://${engineSocket()}`);
    writeFileSync(join(trial.dir, "main.tf.json"), text);
  }

  private command(trial: Trial, args: readonly string[]): Command {
    return {
      argv: [this.binary, ...args, "-input=false", "-no-color"],
      cwd: trial.dir,
      env: { TF_CLI_CONFIG_FILE: join(trial.dir, "terraform.rc") },
    };
  }
}
