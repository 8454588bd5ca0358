import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "../../test/support/free-port";
import { ensureGatewayApi } from "../../toolchain/gateway-api/ensure-gateway-api";
import { ensureKubernetes } from "../../toolchain/kubernetes/ensure-kubernetes";
import { Progress } from "../../toolchain/progress";
import { CertificateAuthority } from "../certificates";
import { ApiClient } from "../../plugins/slipway/client/kubernetes/api-client";
import { ApiError } from "../../plugins/slipway/client/kubernetes/api-error";
import { readKubeconfig } from "../../plugins/slipway/client/kubernetes/kubeconfig";
import type { LabHost } from "../lab-host";
import { ADDRESS, commandLines, freePorts, nodeArguments, type Ports } from "./command-lines";
import { ControlProcess } from "./control-process";
import { fakeNode } from "./fake-node";
import { gatewayClass } from "./gateway-routes";
import { KubeletNode } from "./kubelet-node";
import { FAKE_LOG, kwokConfiguration } from "./kwok-stages";
import { labVolume, localVolume, STORAGE_CLASS, VOLUMES } from "./lab-storage";

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

const START_SECONDS = 90;
const RECORD = "cluster.json";

/**
 * A Kubernetes cluster on this machine: etcd, API server, controllers and scheduler are the real ones, the nodes are
 * fake ones by kwok, or hosts of a lab with a kubelet. Several can run side by side. Everything listens on 127.0.0.1
 * alone, and where hosts of a lab are nodes, on that lab's network.
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
    private readonly dir: string,
    private readonly record: ClusterRecord,
  ) {
    this.server = `https://${ADDRESS}:${record.ports.front}`;
    this.kubeconfigFile = join(dir, "kubeconfig");
    this.api = () => (this.client ??= new ApiClient(readKubeconfig(this.kubeconfigFile)));
    const { ports, nodes, relays } = record;
    for (const [name, args] of Object.entries(commandLines(dir, ports)))
      this.newProcess(name, args);
    for (const [name, port] of Object.entries(nodes)) this.newNode(name, port);
    for (const [address, port] of Object.entries(relays)) this.newRelay(address, port);
  }

  /** One that another process has started and kept, by the folder of its data. */
  static open(dir: string): LabCluster {
    return new LabCluster(
      dir,
      JSON.parse(readFileSync(join(dir, RECORD), "utf8")) as ClusterRecord,
    );
  }

  /** Starts one, and waits until its nodes are ready. The first start on a machine builds Kubernetes before. */
  static async start(name: string, options: LabClusterOptions = {}): Promise<LabCluster> {
    const commands = await ensureKubernetes(options.progress);
    const dir = options.folder ?? mkdtempSync(join(tmpdir(), `slipway-kubernetes-${name}-`));
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const ports = await freePorts();
    const keep = options.keep === true;
    const cluster = new LabCluster(dir, { name, commands, ports, keep, nodes: {}, relays: {} });
    try {
      cluster.prepare();
      for (const process of ["etcd", "kube-apiserver", "relay"]) cluster.process(process).start();
      await cluster.until("its API server answers", () => cluster.isReady());
      for (const process of CONTROLLERS) cluster.process(process).start();
      const nodes = Array.from({ length: options.fakeNodes ?? 3 }, (_, i) => `node-${i + 1}`);
      await Promise.all([
        ...nodes.map((node) => cluster.addNode(node)),
        cluster.create("/apis/storage.k8s.io/v1/storageclasses", STORAGE_CLASS),
        // Real nodes bring their own.
        ...Array.from({ length: nodes.length === 0 ? 0 : VOLUMES }, (_, i) =>
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

  get name(): string {
    return this.record.name;
  }

  /** The kubeconfig's text. */
  get kubeconfig(): string {
    return readFileSync(this.kubeconfigFile, "utf8");
  }

  /** A kubectl of the cluster's version. */
  get kubectlFile(): string {
    return join(this.record.commands, "kubectl");
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

  /** Changes these fields of an object, or of its status. */
  async patch(path: string, body: object): Promise<void> {
    const contentType = "application/merge-patch+json";
    await this.api().call(path, { method: "PATCH", contentType, body });
  }

  /** Installs the Gateway API's definitions, and the class `lab` of what an {@link IngressProxy} serves. */
  async installGatewayApi(): Promise<void> {
    const files = await ensureGatewayApi();
    this.kubectl("apply", "--server-side", ...files.flatMap((file) => ["-f", file]));
    this.kubectl("wait", "--for=condition=Established", ...files.flatMap((file) => ["-f", file]));
    await this.create(`/apis/${gatewayClass.apiVersion}/gatewayclasses`, gatewayClass);
  }

  /** Takes the API server down: connections are refused until {@link startApiServer}. */
  async stopApiServer(): Promise<void> {
    await this.process("kube-apiserver").stop();
  }

  async startApiServer(): Promise<void> {
    await this.withControllersAnew(async () => {
      this.process("kube-apiserver").start();
      await this.until("its API server answers", () => this.isReady());
    });
  }

  /**
   * Elsewhere controllers end when they lose their lease, and are started anew; these have none. After ten seconds
   * without an API server they, and fake nodes, would ask for it up to a minute later, as pauses between tries double;
   * and nodes that couldn't say that they live would be lost.
   */
  private async withControllersAnew(back: () => Promise<void>): Promise<void> {
    const all = [...this.fakeNodes, ...CONTROLLERS].map((name) => this.process(name));
    const started = all.filter((process) => process.started);
    await Promise.all(started.map((process) => process.stop()));
    await back();
    for (const process of started) process.start();
  }

  /**
   * Lets the API server show a certificate that expired yesterday, until {@link renewCertificate}. Who trusted it before
   * is refused from then on.
   */
  async expireCertificate(): Promise<void> {
    await this.serveWith("expired");
  }

  async renewCertificate(): Promise<void> {
    await this.withControllersAnew(async () => {
      await this.serveWith("server");
      await this.until("its API server answers", () => this.isReady());
    });
  }

  /** Makes everything that goes to the API server, and comes from it, wait so long. 0 is as before. */
  slowApiServer(milliseconds: number): void {
    writeFileSync(this.file("delay"), String(milliseconds));
  }

  /** Takes back every fault of the cluster, but for nodes that are lost. */
  async restore(): Promise<void> {
    this.slowApiServer(0);
    await this.renewCertificate();
  }

  /** Names of its fake nodes. */
  get fakeNodes(): string[] {
    return Object.keys(this.record.nodes);
  }

  async addNode(name: string): Promise<void> {
    const port = await freePort();
    this.newNode(name, port).start();
    this.record.nodes[name] = port;
    this.writeRecord();
    await this.create("/api/v1/nodes", fakeNode(name));
  }

  /** Makes hosts of a lab, which have booted, real nodes: pods run there. */
  async addHosts(hosts: readonly LabHost[]): Promise<KubeletNode[]> {
    for (const gateway of new Set(hosts.map(({ record }) => record.gateway))) {
      const port = (this.record.relays[gateway] ??= await freePort(gateway));
      this.writeRecord();
      this.newRelay(gateway, port).start();
      this.writeKubeconfig(this.kubeconfigFrom(gateway), `https://${gateway}:${port}`);
    }
    return Promise.all(hosts.map((host) => this.addHost(host)));
  }

  private kubeconfigFrom(gateway: string): string {
    return this.file(`kubeconfig-${gateway}`);
  }

  private async addHost(host: LabHost): Promise<KubeletNode> {
    const node = await KubeletNode.start(host, {
      commands: this.record.commands,
      kubeconfig: readFileSync(this.kubeconfigFrom(host.record.gateway), "utf8"),
      certificates: this.file("pki/server"),
    });
    await Promise.all(
      node.volumes.map((each) =>
        this.create("/api/v1/persistentvolumes", localVolume(each, host.name)),
      ),
    );
    try {
      await this.until(`node ${host.name} is ready`, () => this.nodesReady([host.name]));
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${await node.log("kubelet")}`, {
        cause: error,
      });
    }
    return node;
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
    const names = ["localhost", "kubernetes.default.svc"];
    ca.issue("server", ADDRESS, { names });
    // What the API server shows is one of these two.
    ca.issue("serving", ADDRESS, { names });
    ca.issue("expired", ADDRESS, { names, days: -1 });
    ca.issue("admin", ADDRESS, { subject: "/O=system:masters/CN=admin" });
    this.writeKubeconfig(this.kubeconfigFile, this.server);
    // Its own controllers are not to be slowed down.
    const inner = `https://${ADDRESS}:${this.record.ports.api}`;
    this.writeKubeconfig(this.file("inner-kubeconfig"), inner);
    writeFileSync(this.file("kwok.yaml"), kwokConfiguration(this.file("container.log")));
    writeFileSync(this.file("container.log"), FAKE_LOG);
    this.slowApiServer(0);
    this.writeRecord();
  }

  private newProcess(command: string, args: string[], name = command): ControlProcess {
    const { commands, keep } = this.record;
    const made = new ControlProcess(join(commands, command), args, this.file(name), keep);
    this.processes.set(name, made);
    return made;
  }

  /** One process for each fake node, so that each can fall silent by itself. */
  private newNode(name: string, port: number): ControlProcess {
    return this.newProcess("kwok", nodeArguments(this.dir, name, port), name);
  }

  /** The way of a lab's hosts to the API server. */
  private newRelay(address: string, port: number): ControlProcess {
    const args = [
      `${address}:${port}`,
      `${ADDRESS}:${this.record.ports.api}`,
      this.file("no-delay"),
    ];
    return this.newProcess("relay", args, `relay-${address}`);
  }

  private writeRecord(): void {
    writeFileSync(this.file(RECORD), JSON.stringify(this.record));
  }

  /** Its own controllers are refused too meanwhile. */
  private async serveWith(certificate: "server" | "expired"): Promise<void> {
    for (const file of ["cert.pem", "key.pem"])
      copyFileSync(this.file(`pki/${certificate}/${file}`), this.file(`pki/serving/${file}`));
    this.client?.close();
    this.client = undefined;
    await this.process("kube-apiserver").stop();
    this.process("kube-apiserver").start();
  }

  private writeKubeconfig(file: string, server: string, certificate = "admin"): void {
    const base64 = (pem: string) => readFileSync(this.file(`pki/${pem}`)).toString("base64");
    const cluster = {
      server,
      // Its certificate isn't for the addresses that hosts of a lab reach it by.
      ...(!server.includes(ADDRESS) && { "tls-server-name": "localhost" }),
      "certificate-authority-data": base64("ca.pem"),
    };
    const user = {
      "client-certificate-data": base64(`${certificate}/cert.pem`),
      "client-key-data": base64(`${certificate}/key.pem`),
    };
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": this.name,
      contexts: [{ name: this.name, context: { cluster: this.name, user: "admin" } }],
      clusters: [{ name: this.name, cluster }],
      users: [{ name: "admin", user }],
    };
    // JSON is YAML too; a line break at its end tells it from a path.
    writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
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

/** What is known of a cluster, so that another process can go on with it. */
interface ClusterRecord {
  name: string;
  /** Folder of the commands. */
  commands: string;
  ports: Ports;
  keep: boolean;
  /** Ports of the fake nodes, by name. */
  nodes: Record<string, number>;
  /** Ports on the addresses that labs' hosts reach the API server by. */
  relays: Record<string, number>;
}

const CONTROLLERS = ["kube-controller-manager", "kube-scheduler"];

interface NodeList {
  items: {
    metadata: { name: string };
    status?: { conditions?: { type: string; status: string }[] };
  }[];
}
