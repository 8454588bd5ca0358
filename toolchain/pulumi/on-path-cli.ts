import { closeSync, openSync, readSync, realpathSync } from "node:fs";
import { allOnPath } from "../on-path";
import { tryCommand } from "../run-command";
import { compareVersions } from "../version";
import { WANTED_VERSION, WRAPPER_MARK } from "./wanted";

function isOurWrapper(file: string): boolean {
  const fd = openSync(file, "r");
  try {
    const head = Buffer.alloc(512);
    const length = readSync(fd, head);
    return head.subarray(0, length).toString("latin1").includes(WRAPPER_MARK);
  } finally {
    closeSync(fd);
  }
}

/** The first CLI on the PATH that is not our wrapper. */
export function cliOnPath(path?: string): string | undefined {
  const found = allOnPath("pulumi", path).find((file) => !isOurWrapper(file));
  return found === undefined ? undefined : realpathSync(found);
}

/** What `pulumi version` says, without the `v`; undefined where it can't be run. */
export async function cliVersion(file: string): Promise<string | undefined> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const result = await tryCommand(file, ["version"], { env, timeoutMs: 20_000 }).catch(
    () => undefined,
  );
  if (result?.code !== 0) return undefined;
  return /^v?(\d+\.\d+\.\d+\S*)/.exec(result.stdout.trim())?.[1];
}

export function isNewEnough(version: string): boolean {
  return compareVersions(version, WANTED_VERSION) >= 0;
}
