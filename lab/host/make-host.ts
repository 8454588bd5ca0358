import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Bridge } from "../bridge";
import { CertificateAuthority } from "../certificates";
import { layersFolder, type LabRecord } from "../lab-folder";
import { LAB_CGROUP } from "../remove-lab";
import { call } from "../system-call";
import type { HostRecord } from "./host-record";
import { Layer } from "./layer";
import type { SharedLayers } from "./shared-layers";

export interface LabHostOptions {
  /** Without Docker, and as if it had never been there; apt can install it. Defaults to false. */
  bare?: boolean;
  /** Size of the disk that the engine keeps its data on, in MiB. Defaults to what the machine has. */
  diskMib?: number;
  /** Lets the engine listen on the host's address too: in the clear on port 2375, or with TLS on 2376. */
  tcp?: "plain" | "tls";
  /** More arguments for dockerd. */
  engineArguments?: readonly string[];
  /** The host's /etc/docker/daemon.json. Defaults to none. */
  daemonJson?: object;
}

interface Place {
  name: string;
  index: number;
  options: LabHostOptions;
  layers: SharedLayers;
  bridge: Bridge;
  all: readonly { name: string; address: string }[];
}

/** Makes a host's folder with what is its own; it can be booted then. */
export function makeHost(lab: LabRecord, place: Place): HostRecord {
  const { name, index, options, layers, bridge } = place;
  const { bare = false, diskMib, tcp } = options;
  const dir = join(lab.dir, name);
  for (const each of ["", "root"]) mkdirSync(join(dir, each));
  makeBeside(dir);
  if (diskMib !== undefined)
    call("mount", "-t", "tmpfs", "-o", `size=${diskMib}m,mode=710`, "tmpfs", join(dir, "docker"));

  const address = bridge.address(index);
  const record: HostRecord = {
    ...{ name, dir, address, bare, diskMib, tcp },
    upper: join(layersFolder(lab.dir), `host-${name}`),
    work: join(layersFolder(lab.dir), `work-${name}`),
    layers: bare ? layers.bare : layers.withDocker,
    bridge: bridge.device,
    cable: bridge.cable(index),
    gateway: bridge.machine,
    keyFile: lab.keyFile,
    knownHostsFile: lab.knownHostsFile,
    bound: lab.owner !== undefined,
    cgroup: `/${LAB_CGROUP}/${lab.name}/${name}`,
  };
  const upper = new Layer(record.upper);
  mkdirSync(record.work);
  upper.file("/etc/hostname", `${name}\n`);
  const others = place.all.map((each) => `${each.address} ${each.name}\n`).join("");
  upper.file("/etc/hosts", `127.0.0.1 localhost\n${others}`);
  upper.file("/etc/slipway-lab/cgroup", `${record.cgroup}\n`);
  addHostKey(upper, record);
  trustRegistry(upper, lab);
  if (!bare) addEngine(upper, record, [...plainRegistry(lab), ...(options.engineArguments ?? [])]);
  if (options.daemonJson !== undefined)
    upper.file("/etc/docker/daemon.json", `${JSON.stringify(options.daemonJson, null, 2)}\n`);
  return record;
}

/** What isn't on the overlay: sockets that this machine uses, and Docker's data, which is an overlay itself. */
export function makeBeside(dir: string): void {
  const beside = new Layer(dir);
  beside.folder("run");
  beside.folder("tmp", 0o1777);
  beside.folder("docker", 0o710);
}

function addHostKey(upper: Layer, record: HostRecord): void {
  upper.folder("/etc/ssh");
  const file = join(upper.dir, "etc/ssh/ssh_host_ed25519_key");
  call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", record.name, "-f", file);
  appendFileSync(
    record.knownHostsFile,
    `${record.address} ${readFileSync(`${file}.pub`, "utf8").split(" ").slice(0, 2).join(" ")}\n`,
  );
}

/** Lets its engine take what the lab's registry signs. */
export function trustRegistry(upper: Layer, { registry }: LabRecord): void {
  if (registry?.caFile === undefined) return;
  upper.file(`/etc/docker/certs.d/${registry.host}/ca.crt`, readFileSync(registry.caFile));
}

/** Docker speaks to a registry in the clear only where it is told to. */
export function plainRegistry({ registry }: LabRecord): string[] {
  if (registry === undefined || registry.caFile !== undefined) return [];
  return ["--insecure-registry", registry.host];
}

function addEngine(upper: Layer, record: HostRecord, more: readonly string[]): void {
  const words = [...addListener(upper, record), ...more].join(" ");
  upper.file("/etc/default/docker", `DOCKER_OPTS="${words}"\n`);
  upper.folder("/etc/docker");
  // Started at every boot.
  upper.folder("/etc/systemd/system/multi-user.target.wants");
  const link = join(upper.dir, "etc/systemd/system/multi-user.target.wants/docker.service");
  call("ln", "-s", "/lib/systemd/system/docker.service", link);
}

/** Of the certificates of a host's engine and its clients. */
export function authorityFolder(hostDir: string): string {
  return join(hostDir, "ca");
}

/** Arguments of dockerd for its listener on the network. */
function addListener(upper: Layer, record: HostRecord): string[] {
  const { address, tcp, dir } = record;
  // Without --tls=false dockerd waits 15 s, so that its warning is read.
  if (tcp === "plain") return ["-H", `tcp://${address}:2375`, "--tls=false"];
  if (tcp !== "tls") return [];
  const ca = new CertificateAuthority(authorityFolder(dir));
  const server = ca.issue("server", address);
  record.certPath = ca.issue("client", address);
  const place = "/etc/docker/tls";
  for (const file of ["ca.pem", "cert.pem", "key.pem"])
    upper.file(`${place}/${file}`, readFileSync(join(server, file)), 0o600);
  return [
    ...["-H", `tcp://${address}:2376`, "--tlsverify", `--tlscacert=${place}/ca.pem`],
    ...[`--tlscert=${place}/cert.pem`, `--tlskey=${place}/key.pem`],
  ];
}
