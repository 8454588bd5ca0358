import { join } from "node:path";
import { cached } from "./cache-dir";
import { goBuild, goModuleDir } from "./go";

const MODULE = "github.com/docker/compose/v2";

/** The version that the bench and the tests compare with. */
export const COMPOSE_VERSION = "v2.35.1";

/** The path of Docker Compose of that version, built once from its Go module. */
export async function dockerCompose(version: string): Promise<string> {
  const ldflags = `-X ${MODULE}/internal.Version=${version}`;
  const dir = await cached("compose", [MODULE, version, ldflags, process.arch], async (work) => {
    const source = await goModuleDir(MODULE, version, work);
    await goBuild(source, "./cmd", join(work, "docker-compose"), ldflags);
  });
  return join(dir, "docker-compose");
}
