import { copyFileSync, existsSync, linkSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { runCommand } from "../../toolchain/run-command";
import type { LabHost } from "../lab-host";
import { callQuietly } from "../system-call";
import {
  CONTAINERD_SOCKET,
  containerdConfiguration,
  kubeletConfiguration,
  networkConfiguration,
  NODE_DATA,
  NODE_FOLDER,
  PAUSE_IMAGE,
} from "./kubelet-config";

const START_SECONDS = 60;
const VOLUMES = 4;

/** What a node is told of its cluster. */
export interface NodeAccess {
  /** Folder of the lab cluster's commands. */
  commands: string;
  /** Kubeconfig by which the host reaches the API server. */
  kubeconfig: string;
  /** Folder with ca.pem, cert.pem and key.pem. */
  certificates: string;
}

/**
 * A real node: a kubelet with a containerd of its own on a lab host, whose pods run there. All of it ends with the
 * host. Images are put there by hand, as no registry is needed then.
 */
export class KubeletNode {
  /** Name of the node, which is the host's. */
  readonly name: string;

  /** @param host that is a node already. */
  constructor(private readonly host: LabHost) {
    this.name = host.name;
  }

  /** The host needs an engine of its own, and this machine busybox-static and containernetworking-plugins. */
  static async start(host: LabHost, access: NodeAccess): Promise<KubeletNode> {
    const node = new KubeletNode(host);
    await node.prepare(access);
    await host.sh(START_SCRIPT);
    await node.addPauseImage();
    return node;
  }

  /** Folders on its disk, for claims. */
  get volumes(): { name: string; path: string }[] {
    const names = Array.from({ length: VOLUMES }, (_, i) => `volume-${i + 1}`);
    return names.map((name) => ({ name, path: `${NODE_DATA}/volumes/${name}` }));
  }

  /** Puts an image of this machine's Docker engine on it, under the same name. */
  async copyImage(name: string): Promise<void> {
    // The host's /tmp.
    const file = join(this.host.record.dir, "tmp/image.tar");
    try {
      await runCommand(
        "docker",
        ["save", "--output", file, name],
        `image ${name} could not be taken to node ${this.name}`,
      );
      await this.host.sh(`${CTR} images import /tmp/image.tar`);
    } finally {
      rmSync(file, { force: true });
    }
  }

  /** The last lines of a part's log. */
  log(part: "kubelet" | "containerd", lines = 20): Promise<string> {
    return this.host.sh(`tail -n ${lines} /var/log/${part}.log`);
  }

  private async prepare({ commands, kubeconfig, certificates }: NodeAccess): Promise<void> {
    const { host } = this;
    const { cgroup, address } = host.record;
    const subnet = podSubnet(address);
    const files: Record<string, string> = {
      kubeconfig,
      "kubelet.json": kubeletConfiguration(address, cgroup),
      "containerd.toml": containerdConfiguration(),
      "cni/pods.conflist": networkConfiguration(subnet),
    };
    for (const each of ["ca.pem", "cert.pem", "key.pem"])
      files[each] = readFileSync(join(certificates, each), "utf8");
    for (const [file, text] of Object.entries(files))
      await host.write(`${NODE_FOLDER}/${file}`, text, "600");
    await host.write(START_SCRIPT, startScript(host), "755");
    await host.sh(`mkdir -p ${this.volumes.map(({ path }) => path).join(" ")}`);
    // The folder of this machine that it is in isn't the host's. A copy only where it is on another disk.
    const kubelet = join(host.record.dir, "docker/kubernetes/kubelet");
    if (!existsSync(kubelet)) linkOrCopy(join(commands, "kubernetes"), kubelet);
    // Of an earlier host with that address.
    callQuietly("ip", "route", "delete", subnet);
    callQuietly("ip", "route", "add", subnet, "via", address);
  }

  /** What holds a pod's network while its containers come and go. */
  private async addPauseImage(): Promise<void> {
    const start = JSON.stringify(["/busybox", "sleep", "2147483647"]);
    await this.host.sh(`
      tar -C /bin -c busybox | docker import --change 'ENTRYPOINT ${start}' - ${PAUSE_IMAGE}
      docker save ${PAUSE_IMAGE} | ${CTR} images import -`);
  }
}

/** Runs at each boot of the host. Returns when its containerd is there. */
const START_SCRIPT = "/etc/slipway-lab/start";

function startScript({ name, address, record }: LabHost): string {
  const kubelet = [
    ...[`${NODE_DATA}/kubelet`, `--config=${NODE_FOLDER}/kubelet.json`],
    ...[`--kubeconfig=${NODE_FOLDER}/kubeconfig`, `--root-dir=${NODE_DATA}/pods`],
    ...[`--hostname-override=${name}`, `--node-ip=${address}`, `--cert-dir=${NODE_DATA}/pki`],
  ];
  return `#!/bin/sh
set -eu
mkdir -p /run/kubernetes
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then all=/sys/fs/cgroup; else all=/sys/fs/cgroup/*; fi
for each in $all; do
  if [ -e "$each/cgroup.procs" ]; then mkdir -p "$each${record.cgroup}"; fi
done
# Docker's own rules drop what goes to networks that it hasn't made.
iptables -w -P FORWARD ACCEPT
setsid containerd --config ${NODE_FOLDER}/containerd.toml </dev/null >>/var/log/containerd.log 2>&1 &
timeout ${START_SECONDS} sh -c 'until ${CTR} version; do sleep 0.1; done' >/dev/null 2>&1
setsid ${kubelet.join(" ")} </dev/null >>/var/log/kubelet.log 2>&1 &
`;
}

const CTR = `ctr --address ${CONTAINERD_SOCKET} --namespace k8s.io`;

function linkOrCopy(file: string, to: string): void {
  try {
    linkSync(file, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    copyFileSync(file, to);
  }
}

/** Addresses for the pods of a host: 10.221.N.I has 10.223.N.32*(I-11)/27, for 8 hosts with 29 pods each. */
function podSubnet(address: string): string {
  const [, , lab, host] = address.split(".").map(Number);
  return `10.223.${lab}.${(host! - 11) * 32}/27`;
}
