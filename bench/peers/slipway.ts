import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { checkoutRoot } from "../../toolchain/paths";
import { installStep } from "../install/install-step";
import type { Command } from "../measure/command";
import { workOf, type Revision, type Trial } from "../workload";
import { PeerUnavailable, type Peer } from "./peer";

const STACK = "bench";

/** This project: bench/program through the real Pulumi engine and our docker plugin, local file backend. */
export class SlipwayPeer implements Peer {
  readonly name = "slipway";
  private readonly root = checkoutRoot();
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
    return this.command(trial, 1, ["stack", "init", STACK]);
  }

  create = (trial: Trial): Promise<Command> => this.up(trial, 1);
  noop = (trial: Trial): Promise<Command> => this.up(trial, 1);
  change = (trial: Trial): Promise<Command> => this.up(trial, 2);
  destroy = async (trial: Trial): Promise<Command> =>
    this.command(trial, 2, ["destroy", "--skip-preview", "--yes", "--stack", STACK]);

  private async up(trial: Trial, revision: Revision): Promise<Command> {
    return this.command(trial, revision, ["up", "--skip-preview", "--yes", "--stack", STACK]);
  }

  private command(trial: Trial, revision: Revision, args: readonly string[]): Command {
    const work = join(trial.dir, `work-${revision}.json`);
    writeFileSync(work, JSON.stringify({ image: trial.image, spec: workOf(trial, revision) }));
    // A stack file of the trial's own: `stack init` writes the passphrase's salt into it.
    const config =
      args[0] === "stack" ? [] : ["--config-file", join(trial.dir, "Pulumi.bench.yaml")];
    return {
      argv: [this.pulumi, ...args, ...config, "--non-interactive", "--color", "never"],
      cwd: join(this.root, "bench/program"),
      env: { ...this.env(trial.dir), SLIPWAY_BENCH_WORK: work },
    };
  }

  private env(dir: string): Record<string, string> {
    return {
      // A Pulumi CLI built from Go modules comes without a language host; ours is behind the user's own.
      PATH: [process.env.PATH, join(this.root, "toolchain/language-host/bin")].join(delimiter),
      PULUMI_BACKEND_URL: `file://${join(dir, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "slipway-bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }
}
