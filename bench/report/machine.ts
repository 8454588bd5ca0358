import { cpus, loadavg, release, totalmem } from "node:os";
import type { EngineApi } from "../docker/engine-api";

/** How busy the machine was before the first round. */
export interface Load {
  /** Load averages of 1, 5 and 15 minutes. */
  readonly average: readonly [number, number, number];
  readonly cpus: number;
}

export function currentLoad(): Load {
  const [one = 0, five = 0, fifteen = 0] = loadavg().map((each) => Math.round(each * 100) / 100);
  return { average: [one, five, fifteen], cpus: cpus().length };
}

/** One line that says what kind of machine it was, without its name. */
export async function machineLine(api: EngineApi): Promise<string> {
  const version = await api.request<{ Version: string; KernelVersion: string }>("GET", "/version");
  const info = await api.request<{ Driver: string; CgroupVersion?: string }>("GET", "/info");
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  return (
    `${cpus().length} CPUs, ${memoryGib} GiB of memory, Linux ${release().split(/[-+]/)[0]}, ` +
    `dockerd ${version.Version.split("+")[0]} (${info.Driver}, cgroup v${info.CgroupVersion ?? "1"}), ` +
    `Node ${process.versions.node}`
  );
}
