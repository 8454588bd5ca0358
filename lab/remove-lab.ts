import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { cacheDir } from "../toolchain/paths";
import { Bridge } from "./bridge";
import { endProcess } from "./end-process";
import {
  isOrphan,
  labNames,
  readDroplets,
  readRecord,
  RECORD_FILE,
  type LabRecord,
} from "./lab-folder";
import { LabHost } from "./lab-host";
import { callQuietly } from "./system-call";

const CGROUPS = "/sys/fs/cgroup";
export const LAB_CGROUP = "slipway-lab";

/** Takes away everything of a lab. Can be called twice, at once, and for one that was made only in part. */
export async function removeLab(record: LabRecord): Promise<void> {
  const { registry } = record;
  if (registry !== undefined && commandOf(registry.pid).includes(record.dir))
    await endProcess(registry.pid);
  await Promise.all(clusterProcesses(join(record.dir, "kubernetes")).map(endProcess));
  await endDigitalOcean(record);
  await Promise.all(
    [...record.hosts, ...readDroplets(record)].map(async (each) => {
      const { pid } = new LabHost(each);
      if (pid !== undefined) await endProcess(pid);
    }),
  );
  for (const device of loopDevices(record.dir)) callQuietly("losetup", "--detach", device);
  Bridge.of(record.bridge).remove(record.name);
  removeFolder(record.dir);
  removeCgroups(record.name);
}

async function endDigitalOcean(record: LabRecord): Promise<void> {
  const { digitalocean } = record;
  if (digitalocean === undefined || !commandOf(digitalocean.pid).includes(record.dir)) return;
  await endProcess(digitalocean.pid);
}

/** Of volumes, whose files are in that folder. */
function loopDevices(dir: string): string[] {
  return readdirSync("/sys/block")
    .filter((name) => name.startsWith("loop"))
    .filter((name) => {
      const file = `/sys/block/${name}/loop/backing_file`;
      return existsSync(file) && readFileSync(file, "utf8").startsWith(`${dir}/`);
    })
    .map((name) => `/dev/${name}`);
}

/** Also one whose making was killed before anything else of it was made. */
export function removeFolder(dir: string): void {
  for (const mount of mountsBelow(dir)) callQuietly("umount", "-l", mount);
  // Its record last: whoever is stopped before has left a lab that the next one still knows how to remove.
  const all = existsSync(dir) ? readdirSync(dir).filter((file) => file !== RECORD_FILE) : [];
  for (const each of [...all.map((file) => join(dir, file)), dir])
    rmSync(each, { recursive: true, force: true, maxRetries: 5 });
}

/** Takes away the labs whose owners were killed, and whose guards were killed too. */
export async function removeOrphans(): Promise<void> {
  for (const name of labNames()) {
    const record = readRecord(name);
    if (record !== undefined && isOrphan(record)) await removeLab(record);
  }
}

/** Those of a cluster in that folder, also of one that was still being made when its maker was killed. */
function clusterProcesses(dir: string): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const [command = "", ...args] = commandOf(pid).split("\0");
      // A kubectl is somebody's who looks at the cluster.
      return (
        !command.endsWith("/kubectl") &&
        command.startsWith(cacheDir()) &&
        args.some((arg) => arg.includes(`${dir}/`))
      );
    });
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** The folder itself and what is below it, the deepest first. */
function mountsBelow(dir: string): string[] {
  return readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path === dir || path.startsWith(`${dir}/`))
    .reverse();
}

/** Of every hierarchy of version 1, or of the one of version 2. */
function removeCgroups(lab: string): void {
  if (!existsSync(CGROUPS)) return;
  for (const hierarchy of ["", ...readdirSync(CGROUPS)]) {
    const all = join(CGROUPS, hierarchy, LAB_CGROUP);
    removeCgroup(join(all, lab));
    if (existsSync(all) && folders(all).length === 0) removeCgroup(all);
  }
}

function removeCgroup(dir: string): void {
  if (!existsSync(dir)) return;
  for (const child of folders(dir)) removeCgroup(join(dir, child));
  try {
    rmdirSync(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Somebody else was faster, or another lab has begun in it.
    if (code !== "ENOENT" && code !== "EBUSY" && code !== "ENOTEMPTY") throw error;
  }
}

function folders(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
