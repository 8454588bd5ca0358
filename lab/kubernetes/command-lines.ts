import { join } from "node:path";

import { freePort } from "../../test/support/free-port";

/** Where everything of a cluster listens. */
export const ADDRESS = "127.0.0.1";
/** A node that is silent for so long is taken to be lost; its pods are to go so long after that. */
const LOST_AFTER_SECONDS = 6;

export interface Ports {
  /** The one that users are told of. */
  front: number;
  api: number;
  etcd: number;
  etcdPeer: number;
  controllers: number;
  scheduler: number;
}

export async function freePorts(): Promise<Ports> {
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

/** Arguments of each process of a cluster's control plane, whose data is in `dir`. */
export function commandLines(dir: string, ports: Ports): Record<string, string[]> {
  const file = (name: string) => join(dir, name);
  const pki = (name: string) => file(`pki/${name}`);
  const inner = file("inner-kubeconfig");
  const etcd = `http://${ADDRESS}:${ports.etcd}`;
  const peer = `http://${ADDRESS}:${ports.etcdPeer}`;
  const quick = [`--kubeconfig=${inner}`, "--kube-api-qps=1000", "--kube-api-burst=2000"];
  return {
    etcd: [
      ...[`--data-dir=${file("etcd")}`, "--unsafe-no-fsync", "--log-level=error"],
      ...[`--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`],
      ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`],
      `--initial-cluster=default=${peer}`,
    ],
    "kube-apiserver": [
      ...[`--bind-address=${ADDRESS}`, `--secure-port=${ports.api}`],
      ...[`--advertise-address=${ADDRESS}`, "--endpoint-reconciler-type=none"],
      `--etcd-servers=${etcd}`,
      `--tls-cert-file=${pki("serving/cert.pem")}`,
      `--tls-private-key-file=${pki("serving/key.pem")}`,
      `--client-ca-file=${pki("ca.pem")}`,
      "--authorization-mode=Node,RBAC",
      "--service-cluster-ip-range=10.96.0.0/16",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-signing-key-file=${pki("server/key.pem")}`,
      `--service-account-key-file=${pki("server/cert.pem")}`,
      `--kubelet-client-certificate=${pki("admin/cert.pem")}`,
      `--kubelet-client-key=${pki("admin/key.pem")}`,
      "--kubelet-preferred-address-types=InternalIP",
      `--default-not-ready-toleration-seconds=${LOST_AFTER_SECONDS}`,
      `--default-unreachable-toleration-seconds=${LOST_AFTER_SECONDS}`,
    ],
    relay: [`${ADDRESS}:${ports.front}`, `${ADDRESS}:${ports.api}`, file("delay")],
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

/** Arguments of kwok, which plays one node. */
export function nodeArguments(dir: string, name: string, port: number): string[] {
  const file = (each: string) => join(dir, each);
  return [
    ...[`--kubeconfig=${file("inner-kubeconfig")}`, `--config=${file("kwok.yaml")}`],
    ...[`--manage-single-node=${name}`, "--manage-all-nodes=false", "--cidr=10.244.0.0/16"],
    ...[`--node-ip=${ADDRESS}`, `--node-port=${port}`, `--server-address=${ADDRESS}:${port}`],
    `--tls-cert-file=${file("pki/server/cert.pem")}`,
    `--tls-private-key-file=${file("pki/server/key.pem")}`,
    "--node-lease-duration-seconds=4",
  ];
}
