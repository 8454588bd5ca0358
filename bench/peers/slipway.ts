import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutRoot } from "../../toolchain/paths";
import { installStep } from "../install/install-step";
import type { Command } from "../measure/command";
import { workOf, type Revision, type Trial } from "../workload";
import { PeerUnavailable, type Peer } from "./peer";

const STACK = "bench";

/** This project: bench/program through the real Pulumi engine and our docker plugin, local file backend. */
export class SlipwayPeer implements Peer {
  readonly name: string = "slipway";
  /** A provider instance for each container, instead of one for all. */
  protected readonly providerEach: boolean = false;
  protected readonly root = checkoutRoot();
  protected readonly program: string = join(this.root, "bench/program");
  private pulumi = "";

  async prepare(): Promise<string> {
    if (!existsSync(join(this.root, "plugins/docker/bin/pulumi-resource-docker")))
      throw new PeerUnavailable(this.name, "plugins/docker/bin/pulumi-resource-docker is missing");
    const wrapper = join(this.root, ".slipway/bin/pulumi");
    this.pulumi = process.env.SLIPWAY_PULUMI ?? (existsSync(wrapper) ? wrapper : "pulumi");
    try {
      const argv = [this.pulumi, "version"] as const;
      const version = await installStep({ argv: [...argv], cwd: this.root, env: this.env("/") });
      return `Pulumi ${version.trim()} with this project's docker plugin, up --skip-preview`;
    } catch (error) {
      throw new PeerUnavailable(
        this.name,
        `no Pulumi CLI; run \`npm run setup\` or set SLIPWAY_PULUMI: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  async init(trial: Trial): Promise<Command> {
    mkdirSync(join(trial.dir, "state"));
    // `stack init` writes the passphrase's salt into a stack file beside Pulumi.yaml. A copy of that in the
    // trial's directory keeps the checkout clean; the stack belongs to the project of this name either way.
    copyFileSync(join(this.program, "Pulumi.yaml"), join(trial.dir, "Pulumi.yaml"));
    return this.command(trial, trial.dir, 1, ["stack", "init", STACK]);
  }

  create = (trial: Trial): Promise<Command> => this.up(trial, 1);
  noop = (trial: Trial): Promise<Command> => this.up(trial, 1);
  change = (trial: Trial): Promise<Command> => this.up(trial, 2);
  destroy = async (trial: Trial): Promise<Command> => this.operation(trial, 2, "destroy");

  private async up(trial: Trial, revision: Revision): Promise<Command> {
    return this.operation(trial, revision, "up");
  }

  private operation(trial: Trial, revision: Revision, verb: "up" | "destroy"): Command {
    const config = ["--config-file", join(trial.dir, `Pulumi.${STACK}.yaml`)];
    const args = [verb, "--skip-preview", "--yes", "--stack", STACK, ...config];
    return this.command(trial, this.program, revision, args);
  }

  private command(trial: Trial, cwd: string, revision: Revision, args: readonly string[]): Command {
    return {
      argv: [this.pulumi, ...args, "--non-interactive", "--color", "never"],
      cwd,
      env: { ...this.env(trial.dir), ...this.environment(trial, revision) },
    };
  }

  /** What the program reads of the work. */
  protected environment(trial: Trial, revision: Revision): Record<string, string> {
    const work = join(trial.dir, `work-${revision}.json`);
    const spec = workOf(trial, revision);
    writeFileSync(
      work,
      JSON.stringify({ image: trial.image, spec, providerEach: this.providerEach }),
    );
    return { SLIPWAY_BENCH_WORK: work };
  }

  private env(dir: string): Record<string, string> {
    return {
      PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "slipway-bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // As `npm run up` has it for a stack on a Docker engine: toolchain/pulumi/skip-checkpoints.ts.
      PULUMI_SKIP_CHECKPOINTS: "true",
    };
  }
}
