import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { HostRecord } from "./host/host-record";
import { call } from "./system-call";

/** Where labs are. Short, because a path of a socket may have 107 characters. */
export const LABS = "/var/lib/slipway-lab";

/** What is known of a lab, kept in its folder so that another process can use it and take it away. */
export interface LabRecord {
  name: string;
  dir: string;
  bridge: string;
  subnet: string;
  /** The process whose end is its end; none where it stays until it is removed. */
  owner?: { pid: number; started: string };
  keyFile: string;
  knownHostsFile: string;
  /** Password of the user `careful`, whose sudo asks for it. */
  carefulPassword: string;
  hosts: HostRecord[];
  registry?: RegistryRecord;
  kubernetes?: KubernetesRecord;
  digitalocean?: DigitalOceanRecord;
}

export interface RegistryRecord {
  /** Host and port, as image names begin with them. */
  host: string;
  pid: number;
  caFile?: string;
  login?: { username: string; password: string };
}

export interface KubernetesRecord {
  /** `https://127.0.0.1:…` */
  server: string;
  kubeconfigFile: string;
  /** A kubectl of the cluster's version. */
  kubectl: string;
}

export interface DigitalOceanRecord {
  /** `http://127.0.0.1:…` */
  endpoint: string;
  /** For all calls of its API. */
  token: string;
  pid: number;
}

/** In a lab's folder: the droplets that there are, as records of hosts. */
export const DROPLETS_FILE = "droplets.json";

export const RECORD_FILE = "lab.json";
const recordFile = (dir: string) => join(dir, RECORD_FILE);

/** Makes a lab's folder. Throws `EEXIST` where there is one. */
export function makeLabFolder(name: string): string {
  const dir = join(LABS, name);
  mkdirSync(LABS, { recursive: true, mode: 0o700 });
  mkdirSync(dir);
  // Docker's data is an overlay, which can't be on another overlay, as a container's root is one.
  if (call("stat", "--file-system", "--format=%T", dir).trim() === "overlayfs")
    call("mount", "-t", "tmpfs", "tmpfs", dir);
  mkdirSync(layersFolder(dir));
  call("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", layersFolder(dir));
  return dir;
}

/** For what lies over this machine's root: the kernel wants it on another file system than the root itself. */
export function layersFolder(dir: string): string {
  return join(dir, "layers");
}

export function writeRecord(record: LabRecord): void {
  writeFileSync(recordFile(record.dir), JSON.stringify(record, null, 2), { mode: 0o600 });
}

/** Undefined where there is no such lab, or where it is only just being made. */
export function readRecord(name: string): LabRecord | undefined {
  const file = recordFile(join(LABS, name));
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as LabRecord) : undefined;
}

/** The hosts that are droplets. */
export function readDroplets({ dir }: LabRecord): HostRecord[] {
  const file = join(dir, DROPLETS_FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as HostRecord[]) : [];
}

export function labNames(): string[] {
  return existsSync(LABS) ? readdirSync(LABS).sort() : [];
}

/** When a process was started, in the kernel's own count; undefined where it has ended. With the id it is unique. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** A lab that nobody will take away any more: its owner has ended. */
export function isOrphan({ owner }: LabRecord): boolean {
  return owner !== undefined && startOf(owner.pid) !== owner.started;
}
