import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installStep } from "../install/install-step";
import type { Command } from "../measure/command";
import { workOf, type ContainerSpec, type Trial, type WorkSpec } from "../workload";
import { PeerUnavailable, type Peer } from "./peer";

const flags = (flag: string, pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([key, value]) => `${flag} ${key}=${value}`)
    .join(" ");

const run = (each: ContainerSpec, spec: WorkSpec, image: string): string =>
  `docker run -d --name ${each.name} --network ${spec.network} --restart ${each.restart} ` +
  `-v ${each.volume}:${each.mountPath} ${flags("-e", each.env)} ${flags("--label", each.labels)} ${image}`;

/** The docker CLI in a loop: the shell script that everybody starts with. */
export class CliPeer implements Peer {
  readonly name = "cli";

  async prepare(): Promise<string> {
    try {
      const argv = ["docker", "version", "--format", "{{.Client.Version}}"] as const;
      return `docker CLI ${(await installStep({ argv: [...argv], cwd: "/" })).trim()} in a loop`;
    } catch (error) {
      throw new PeerUnavailable(this.name, `no docker CLI: ${(error as Error).message}`);
    }
  }

  create = (trial: Trial): Promise<Command> => {
    const spec = workOf(trial, 1);
    return this.script(trial, "create", [
      `docker network create ${flags("--label", spec.labels)} ${spec.network}`,
      ...spec.containers.flatMap((each) => [
        `docker volume create ${flags("--label", spec.labels)} ${each.volume}`,
        run(each, spec, trial.image),
      ]),
    ]);
  };

  noop = (trial: Trial): Promise<Command> => {
    // The CLI sends variables in any order, so each is looked for by itself.
    const format = "{{.State.Running}} {{range .Config.Env}} {{.}} {{end}}";
    const lines = workOf(trial, 1).containers.flatMap((each) => [
      `found=$(docker inspect --format '${format}' ${each.name})`,
      ...["true", ...Object.entries(each.env).map(([key, value]) => `${key}=${value}`)].map(
        (wanted) =>
          `case " $found " in *" ${wanted} "*) ;; *) echo "${each.name}: $found" >&2; exit 1;; esac`,
      ),
    ]);
    return this.script(trial, "noop", lines);
  };

  change = (trial: Trial): Promise<Command> => {
    const spec = workOf(trial, 2);
    const lines = spec.containers.flatMap((each) => [
      `docker rm -f ${each.name}`,
      run(each, spec, trial.image),
    ]);
    return this.script(trial, "change", lines);
  };

  destroy = (trial: Trial): Promise<Command> => {
    const spec = workOf(trial, 2);
    return this.script(trial, "destroy", [
      ...spec.containers.flatMap((each) => [
        `docker rm -f ${each.name}`,
        `docker volume rm ${each.volume}`,
      ]),
      `docker network rm ${spec.network}`,
    ]);
  };

  private async script(trial: Trial, phase: string, lines: readonly string[]): Promise<Command> {
    const file = join(trial.dir, `${phase}.sh`);
    writeFileSync(file, ["set -e", ...lines, ""].join("\n"));
    return { argv: ["/bin/sh", file], cwd: trial.dir };
  }
}
