import { spawnSync } from "node:child_process";
import { COMPOSE_VERSION, dockerCompose } from "../../bench/install/docker-compose";
import { portable, type ComposeCase, type Outcome } from "./compose-corpus";

/** The version that the corpus is compared with. */
export { COMPOSE_VERSION };

/** Docker Compose itself, built where Go is at hand. */
export function referenceCompose(): Promise<string> {
  return dockerCompose(COMPOSE_VERSION);
}

export function hasGo(): boolean {
  return spawnSync("go", ["version"]).status === 0;
}

/** What `docker compose config` makes of a case. */
export function composeConfig(binary: string, each: ComposeCase): Outcome {
  const options = [
    ...each.files.flatMap((file) => ["--file", file]),
    ...(each.profiles ?? []).flatMap((profile) => ["--profile", profile]),
    ...(each.envFiles ?? []).flatMap((file) => ["--env-file", file]),
  ];
  const { error, status, stdout } = spawnSync(binary, [...options, "config", "--format", "json"], {
    cwd: each.directory,
    env: each.environment,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  // The first of its mistakes that Compose comes upon is another one each time.
  return status === 0 ? portable(each, { project: JSON.parse(stdout) }) : { refused: true };
}
