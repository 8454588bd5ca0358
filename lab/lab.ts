import { randomBytes } from "node:crypto";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Progress } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { Bridge } from "./bridge";
import { DigitalOcean } from "./digitalocean/digital-ocean";
import { startGuard, stopGuard } from "./guard";
import { makeHost, type LabHostOptions } from "./host/make-host";
import { makeSharedLayers } from "./host/shared-layers";
import { LabCluster } from "./kubernetes/lab-cluster";
import {
  LABS,
  layersFolder,
  makeLabFolder,
  startOf,
  writeRecord,
  type LabRecord,
  type RegistryRecord,
} from "./lab-folder";
import { LabHost } from "./lab-host";
import { ensureMachinePackages, ensureNodePackages } from "./machine-packages";
import { LabRegistry } from "./registry";
import { removeLab, removeOrphans } from "./remove-lab";
import { call } from "./system-call";

const REGISTRY_PORT = 5000;

export interface LabOptions {
  /** How many hosts, called node1, node2, …; or each by its name. */
  hosts: number | Record<string, LabHostOptions>;
  /** A registry of images that the hosts reach: in the clear and open to all, or with TLS and a password. */
  registry?: "plain" | "tls";
  /** A Kubernetes cluster on this machine with so many fake nodes. Defaults to none. */
  fakeNodes?: number;
  /** Makes each host a node of a Kubernetes cluster, with a kubelet. Defaults to false. */
  kubelets?: boolean;
  /** DigitalOcean's API as well, with its own defaults. Defaults to false. */
  digitalocean?: boolean;
  /** Lets it stay when this process ends, until {@link Lab.remove}. Defaults to false. */
  keep?: boolean;
}

/**
 * A test world: hosts that reach each other and this machine, each with its own processes, root, sshd and Docker
 * engine. Needs root. It goes with the process that started it, however that ends.
 */
export class Lab {
  readonly hosts: readonly LabHost[];

  private constructor(
    readonly record: LabRecord,
    private readonly guard?: ChildProcess,
  ) {
    this.hosts = record.hosts.map((each) => new LabHost(each));
  }

  /** @param name of the lab; where it isn't to be kept, the process's id is added to it. */
  static async start(name: string, options: LabOptions): Promise<Lab> {
    await ensureMachinePackages();
    if (options.kubelets === true) await ensureNodePackages();
    await removeOrphans();
    const { keep = false } = options;
    const record = makeRecord(keep ? name : `${name}-${process.pid}`, keep);
    // Also one that is to stay goes with us until it is whole.
    const guard = startGuard(record.name);
    try {
      const hosts =
        typeof options.hosts === "number"
          ? Object.fromEntries(
              Array.from({ length: options.hosts }, (_, i) => [`node${i + 1}`, {}]),
            )
          : options.hosts;
      if (options.registry !== undefined) await addRegistry(record, options.registry);
      addHosts(record, hosts);
      const { fakeNodes, kubelets = false } = options;
      const lab = new Lab(record, guard);
      const booted = Promise.all(lab.hosts.map((host) => host.boot()));
      if (fakeNodes !== undefined || kubelets) {
        const cluster = await addKubernetes(record, fakeNodes ?? 0);
        await booted;
        if (kubelets) await cluster.addHosts(lab.hosts);
      }
      await booted;
      if (options.digitalocean) await DigitalOcean.start(lab);
      if (keep) stopGuard(guard);
      return lab;
    } catch (error) {
      await removeLab(record);
      stopGuard(guard);
      throw error;
    }
  }

  /** A lab that was started by another process and kept. */
  static of(record: LabRecord): Lab {
    return new Lab(record);
  }

  /** A host by its name. */
  host(name: string): LabHost {
    const host = this.hosts.find((each) => each.name === name);
    if (host === undefined)
      throw new UserError(
        `lab ${this.record.name} has no host ${name}, only ${this.hosts.map((each) => each.name).join(", ")}.`,
      );
    return host;
  }

  /** Private key that lets in every user of every host. */
  get keyFile(): string {
    return this.record.keyFile;
  }

  /** Public keys of the hosts, as in ~/.ssh/known_hosts. */
  get knownHostsFile(): string {
    return this.record.knownHostsFile;
  }

  /** Password of the user `careful`, whose sudo asks for it. */
  get carefulPassword(): string {
    return this.record.carefulPassword;
  }

  /** The registry, of a lab that has one. */
  get registry(): RegistryRecord {
    const { registry } = this.record;
    if (registry === undefined) throw new Error(`lab ${this.record.name} has no registry`);
    return registry;
  }

  /** The Kubernetes cluster, of a lab that has one. */
  get cluster(): LabCluster {
    const { name, kubernetes, dir } = this.record;
    if (kubernetes === undefined) throw new UserError(`lab ${name} has no Kubernetes cluster.`);
    return LabCluster.open(join(dir, "kubernetes"));
  }

  /** Takes everything away. Can be called twice. */
  async remove(): Promise<void> {
    await removeLab(this.record);
    if (this.guard !== undefined) stopGuard(this.guard);
  }
}

function makeRecord(name: string, keep: boolean): LabRecord {
  const dir = makeLabFolder(name);
  const bridge = Bridge.add(name);
  const record: LabRecord = {
    name,
    dir,
    bridge: bridge.device,
    subnet: bridge.subnet,
    ...(!keep && { owner: { pid: process.pid, started: startOf(process.pid)! } }),
    keyFile: join(dir, "user-key"),
    knownHostsFile: join(dir, "known_hosts"),
    carefulPassword: randomBytes(9).toString("base64url"),
    hosts: [],
  };
  // From here on the guard can take it away.
  writeRecord(record);
  return record;
}

async function addRegistry(record: LabRecord, kind: "plain" | "tls"): Promise<void> {
  const tls = kind === "tls";
  const login = { username: "lab", password: randomBytes(9).toString("base64url") };
  const registry = await LabRegistry.start({
    address: Bridge.of(record.bridge).machine,
    port: REGISTRY_PORT,
    dir: join(record.dir, "registry"),
    keep: true,
    ...(tls && { tls, login }),
  });
  record.registry = {
    host: registry.host,
    pid: registry.pid,
    ...(tls && { caFile: registry.caFile, login }),
  };
  writeRecord(record);
}

async function addKubernetes(record: LabRecord, fakeNodes: number): Promise<LabCluster> {
  const cluster = await LabCluster.start(record.name, {
    folder: join(record.dir, "kubernetes"),
    fakeNodes,
    // Removing the lab ends it.
    keep: true,
    progress: new Progress({ quiet: true }),
  });
  const { server, kubeconfigFile, kubectlFile: kubectl } = cluster;
  record.kubernetes = { server, kubeconfigFile, kubectl };
  writeRecord(record);
  return cluster;
}

function addHosts(record: LabRecord, hosts: Record<string, LabHostOptions>): void {
  call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", record.name, "-f", record.keyFile);
  const layers = makeSharedLayers(layersFolder(record.dir), {
    labs: LABS,
    publicKey: readFileSync(`${record.keyFile}.pub`, "utf8"),
    carefulPassword: record.carefulPassword,
  });
  const bridge = Bridge.of(record.bridge);
  const named = Object.entries(hosts).map(([name, options], index) => ({
    name,
    index,
    options,
    address: bridge.address(index),
  }));
  for (const { name, index, options } of named) {
    const made = makeHost(record, { name, index, options, layers, bridge, all: named });
    record.hosts.push(made);
  }
  writeRecord(record);
}
