import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../../test/support/free-port";
import { ensureKubernetes } from "../../toolchain/kubernetes/ensure-kubernetes";
import { Progress } from "../../toolchain/progress";
import { CertificateAuthority } from "../certificates";
import { ApiClient } from "../../plugins/slipway/client/kubernetes/api-client";
import { ApiError } from "../../plugins/slipway/client/kubernetes/api-error";
import { readKubeconfig } from "../../plugins/slipway/client/kubernetes/kubeconfig";
import { ControlProcess } from "./control-process";
import { fakeNode } from "./fake-node";
import { FAKE_LOG, kwokConfiguration } from "./kwok-stages";
import { labVolume, STORAGE_CLASS, VOLUMES } from "./lab-storage";

export interface LabClusterOptions {
  /** How many fake nodes it has. Defaults to 3. */
  fakeNodes?: number;
  /** Lets the cluster outlive the process that started it. Defaults to false. */
  keep?: boolean;
  /** Folder of its data, which must not be there yet. Defaults to one in the folder for temporary files. */
  folder?: string;
  /** Tells what takes time: the first build. Defaults to nobody. */
  progress?: Progress;
}

const ADDRESS = "127.0.0.1";
const START_SECONDS = 90;
/** A node that is silent for so long is taken to be lost; its pods are to go so long after that. */
const LOST_AFTER_SECONDS = 6;

/**
 * A Kubernetes cluster on this machine: etcd, API server, controllers and scheduler are the real ones, the nodes are
 * fake ones by kwok. Several can run side by side. Everything listens on 127.0.0.1 alone.
 */
export class LabCluster {
  /** File by which kubectl and programs reach it, as administrator. */
  readonly kubeconfigFile: string;
  /** `https://127.0.0.1:…` */
  readonly server: string;
  private readonly api: () => ApiClient;
  private client: ApiClient | undefined;
  private readonly processes = new Map<string, ControlProcess>();

  private constructor(
    readonly name: string,
    private readonly commands: string,
    private readonly dir: string,
    private readonly ports: Ports,
    private readonly keep: boolean,
  ) {
    this.server = `https://${ADDRESS}:${ports.front}`;
    this.kubeconfigFile = join(dir, "kubeconfig");
    this.api = () => (this.client ??= new ApiClient(readKubeconfig(this.kubeconfigFile)));
  }

  /** Starts one, and waits until its nodes are ready. The first start on a machine builds Kubernetes before. */
  static async start(name: string, options: LabClusterOptions = {}): Promise<LabCluster> {
    const commands = await ensureKubernetes(options.progress);
    const dir = options.folder ?? mkdtempSync(join(tmpdir(), `slipway-kubernetes-${name}-`));
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const cluster = new LabCluster(name, commands, dir, await freePorts(), options.keep === true);
    try {
      cluster.prepare();
      for (const process of ["etcd", "kube-apiserver", "relay"]) cluster.process(process).start();
      await cluster.until("its API server answers", () => cluster.isReady());
      for (const process of CONTROLLERS) cluster.process(process).start();
      const nodes = Array.from({ length: options.fakeNodes ?? 3 }, (_, i) => `node-${i + 1}`);
      await Promise.all([
        ...nodes.map((node) => cluster.addNode(node)),
        cluster.create("/apis/storage.k8s.io/v1/storageclasses", STORAGE_CLASS),
        ...Array.from({ length: VOLUMES }, (_, i) =>
          cluster.create("/api/v1/persistentvolumes", labVolume(`volume-${i + 1}`)),
        ),
      ]);
      await cluster.until("its nodes are ready", () => cluster.nodesReady(nodes));
      await cluster.until("it takes pods", () => cluster.takesPods());
      return cluster;
    } catch (error) {
      await cluster.remove();
      throw error;
    }
  }

  /** The kubeconfig's text. */
  get kubeconfig(): string {
    return readFileSync(this.kubeconfigFile, "utf8");
  }

  /** A kubectl of the cluster's version. */
  get kubectlFile(): string {
    return join(this.commands, "kubectl");
  }

  /** Process ids, by name. */
  get pids(): Record<string, number> {
    return Object.fromEntries([...this.processes].map(([name, { pid }]) => [name, pid ?? 0]));
  }

  /** Runs kubectl as administrator; returns what it prints. */
  kubectl(...args: string[]): string {
    return execFileSync(this.kubectlFile, args, {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: this.dir, KUBECONFIG: this.kubeconfigFile },
    });
  }

  /** Any object, or list, of the API; undefined where it is absent. */
  async get<T = Record<string, never>>(path: string): Promise<T | undefined> {
    try {
      return await this.api().call<T>(path);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Makes an object in the list at `path`. */
  async create(path: string, body: object): Promise<void> {
    await this.api().call(path, { method: "POST", body });
  }

  /** Takes the API server down: connections are refused until {@link startApiServer}. */
  async stopApiServer(): Promise<void> {
    await this.process("kube-apiserver").stop();
  }

  async startApiServer(): Promise<void> {
    this.process("kube-apiserver").start();
    await this.until("its API server answers", () => this.isReady());
  }

  /** Makes everything that goes to the API server, and comes from it, wait so long. 0 is as before. */
  slowApiServer(milliseconds: number): void {
    writeFileSync(this.file("delay"), String(milliseconds));
  }

  async addNode(name: string): Promise<void> {
    const kwok = this.newProcess("kwok", this.nodeArguments(name, await freePort()), name);
    kwok.start();
    await this.create("/api/v1/nodes", fakeNode(name));
  }

  /** A node falls silent, as one without power does. After 6 s it is not ready; 6 s later its pods are to be elsewhere. */
  async loseNode(name: string): Promise<void> {
    await this.process(name).stop();
  }

  /** The silent node is back. */
  async findNode(name: string): Promise<void> {
    this.process(name).start();
    await this.until(`node ${name} is ready`, () => this.nodesReady([name]));
  }

  /** The last lines of a process's log. */
  log(process: string, lines: number): string {
    return this.process(process).log(lines);
  }

  /** Ends it and takes everything away. Can be called twice. */
  async remove(): Promise<void> {
    this.client?.close();
    this.client = undefined;
    await Promise.all([...this.processes.values()].map((process) => process.stop()));
    rmSync(this.dir, { recursive: true, force: true });
  }

  private prepare(): void {
    const ca = new CertificateAuthority(this.file("pki"));
    ca.issue("server", ADDRESS, { names: ["localhost", "kubernetes.default.svc"] });
    ca.issue("admin", ADDRESS, { subject: "/O=system:masters/CN=admin" });
    this.writeKubeconfig(ca);
    writeFileSync(this.file("kwok.yaml"), kwokConfiguration(this.file("container.log")));
    writeFileSync(this.file("container.log"), FAKE_LOG);
    this.slowApiServer(0);
    for (const [name, args] of Object.entries(this.commandLines())) this.newProcess(name, args);
  }

  private newProcess(command: string, args: string[], name = command): ControlProcess {
    const file = join(this.commands, command);
    const made = new ControlProcess(file, args, this.file(`${name}.log`), this.keep);
    this.processes.set(name, made);
    return made;
  }

  private writeKubeconfig(ca: CertificateAuthority): void {
    const base64 = (file: string) => readFileSync(file).toString("base64");
    const write = (file: string, server: string) => {
      const config = {
        apiVersion: "v1",
        kind: "Config",
        "current-context": this.name,
        contexts: [{ name: this.name, context: { cluster: this.name, user: "admin" } }],
        clusters: [
          {
            name: this.name,
            cluster: { server, "certificate-authority-data": base64(ca.caFile) },
          },
        ],
        users: [
          {
            name: "admin",
            user: {
              "client-certificate-data": base64(this.file("pki/admin/cert.pem")),
              "client-key-data": base64(this.file("pki/admin/key.pem")),
            },
          },
        ],
      };
      // JSON is YAML too; a line break at its end tells it from a path.
      writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
    };
    write(this.kubeconfigFile, this.server);
    // Its own controllers are not to be slowed down.
    write(this.file("inner-kubeconfig"), `https://${ADDRESS}:${this.ports.api}`);
  }

  private commandLines(): Record<string, string[]> {
    const { ports } = this;
    const pki = (file: string) => this.file(`pki/${file}`);
    const inner = this.file("inner-kubeconfig");
    const etcd = `http://${ADDRESS}:${ports.etcd}`;
    const peer = `http://${ADDRESS}:${ports.etcdPeer}`;
    const quick = [`--kubeconfig=${inner}`, "--kube-api-qps=1000", "--kube-api-burst=2000"];
    return {
      etcd: [
        ...[`--data-dir=${this.file("etcd")}`, "--unsafe-no-fsync", "--log-level=error"],
        ...[`--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`],
        ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`],
        `--initial-cluster=default=${peer}`,
      ],
      "kube-apiserver": [
        ...[`--bind-address=${ADDRESS}`, `--secure-port=${ports.api}`],
        ...[`--advertise-address=${ADDRESS}`, "--endpoint-reconciler-type=none"],
        `--etcd-servers=${etcd}`,
        `--tls-cert-file=${pki("server/cert.pem")}`,
        `--tls-private-key-file=${pki("server/key.pem")}`,
        `--client-ca-file=${pki("ca.pem")}`,
        "--authorization-mode=Node,RBAC",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--service-account-issuer=https://kubernetes.default.svc",
        `--service-account-signing-key-file=${pki("server/key.pem")}`,
        `--service-account-key-file=${pki("server/cert.pem")}`,
        `--kubelet-client-certificate=${pki("admin/cert.pem")}`,
        `--kubelet-client-key=${pki("admin/key.pem")}`,
        `--default-not-ready-toleration-seconds=${LOST_AFTER_SECONDS}`,
        `--default-unreachable-toleration-seconds=${LOST_AFTER_SECONDS}`,
      ],
      relay: [`${ADDRESS}:${ports.front}`, `${ADDRESS}:${ports.api}`, this.file("delay")],
      "kube-controller-manager": [
        ...quick,
        ...[`--bind-address=${ADDRESS}`, `--secure-port=${ports.controllers}`],
        ...["--leader-elect=false", "--use-service-account-credentials=false"],
        `--service-account-private-key-file=${pki("server/key.pem")}`,
        `--root-ca-file=${pki("ca.pem")}`,
        `--node-monitor-grace-period=${LOST_AFTER_SECONDS}s`,
        "--node-monitor-period=1s",
      ],
      "kube-scheduler": [
        ...quick,
        ...[`--bind-address=${ADDRESS}`, `--secure-port=${ports.scheduler}`],
        "--leader-elect=false",
      ],
    };
  }

  /** One process for each node, so that each can fall silent by itself. */
  private nodeArguments(name: string, port: number): string[] {
    const pki = (file: string) => this.file(`pki/server/${file}`);
    return [
      ...[`--kubeconfig=${this.file("inner-kubeconfig")}`, `--config=${this.file("kwok.yaml")}`],
      ...[`--manage-single-node=${name}`, "--manage-all-nodes=false", "--cidr=10.244.0.0/16"],
      ...[`--node-ip=${ADDRESS}`, `--node-port=${port}`, `--server-address=${ADDRESS}:${port}`],
      ...[`--tls-cert-file=${pki("cert.pem")}`, `--tls-private-key-file=${pki("key.pem")}`],
      "--node-lease-duration-seconds=4",
    ];
  }

  private file(name: string): string {
    return join(this.dir, name);
  }

  private process(name: string): ControlProcess {
    const found = this.processes.get(name);
    if (found === undefined) throw new Error(`lab cluster ${this.name} has no process ${name}`);
    return found;
  }

  private async isReady(): Promise<boolean> {
    return (await this.api().call("/readyz", { text: true })) === "ok";
  }

  private async nodesReady(names: string[]): Promise<boolean> {
    const list = await this.get<NodeList>("/api/v1/nodes");
    const ready = (list?.items ?? []).filter(({ status }) =>
      status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    );
    return names.every((name) => ready.some(({ metadata }) => metadata.name === name));
  }

  /** Pods need the service account that a controller makes in each namespace. */
  private async takesPods(): Promise<boolean> {
    const path = "/api/v1/namespaces/default/serviceaccounts/default";
    return (await this.get(path)) !== undefined;
  }

  private async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + START_SECONDS * 1000;
    let last: unknown;
    while (!(await holds().catch((error: unknown) => ((last = error), false)))) {
      for (const process of this.processes.values()) if (process.started) process.mustRun();
      if (Date.now() > deadline)
        throw new Error(
          `lab cluster ${this.name}: after ${START_SECONDS} s still waiting until ${what}`,
          { cause: last },
        );
      await sleep(50);
    }
  }
}

const CONTROLLERS = ["kube-controller-manager", "kube-scheduler"];

interface NodeList {
  items: {
    metadata: { name: string };
    status?: { conditions?: { type: string; status: string }[] };
  }[];
}

interface Ports {
  front: number;
  api: number;
  etcd: number;
  etcdPeer: number;
  controllers: number;
  scheduler: number;
}

async function freePorts(): Promise<Ports> {
  const [front, api, etcd, etcdPeer, controllers, scheduler] = await Promise.all(
    Array.from({ length: 6 }, () => freePort()),
  );
  return {
    front: front!,
    api: api!,
    etcd: etcd!,
    etcdPeer: etcdPeer!,
    controllers: controllers!,
    scheduler: scheduler!,
  };
}
