/** Where the parts of a node are, on the lab host that it is. */
export const NODE_FOLDER = "/etc/kubernetes";
/** On the host's own disk: what is below the root is an overlay, on which containers can't have theirs. */
export const NODE_DATA = "/var/lib/docker/kubernetes";
export const CONTAINERD_SOCKET = "/run/kubernetes/containerd.sock";
export const PAUSE_IMAGE = "slipway.lab/pause:1";

/** Configuration of a kubelet, which takes JSON as it does YAML. */
export function kubeletConfiguration(address: string, cgroup: string): string {
  return JSON.stringify({
    kind: "KubeletConfiguration",
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    address,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: false },
      x509: { clientCAFile: `${NODE_FOLDER}/ca.pem` },
    },
    // Whoever has a certificate of the cluster, which its API server alone has.
    authorization: { mode: "AlwaysAllow" },
    cgroupDriver: "cgroupfs",
    cgroupRoot: cgroup,
    // Nobody answers there: pods are found by their addresses.
    clusterDNS: [address],
    clusterDomain: "cluster.local",
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    enforceNodeAllocatable: [],
    // The machine's disk is everybody's: a full one is not to cost the pods.
    evictionHard: { "memory.available": "0%", "nodefs.available": "0%", "imagefs.available": "0%" },
    failCgroupV1: false,
    failSwapOn: false,
    healthzPort: 0,
    // Images come by hand, and can't be fetched again.
    imageGCHighThresholdPercent: 100,
    makeIPTablesUtilChains: false,
    nodeStatusUpdateFrequency: "1s",
    nodeLeaseDurationSeconds: 4,
    resolvConf: "",
    tlsCertFile: `${NODE_FOLDER}/cert.pem`,
    tlsPrivateKeyFile: `${NODE_FOLDER}/key.pem`,
  });
}

/** Configuration of the containerd that a kubelet has for itself. */
export function containerdConfiguration(): string {
  const cri = `plugins."io.containerd.grpc.v1.cri"`;
  return `version = 2
root = "${NODE_DATA}/containerd"
state = "/run/kubernetes/containerd"
[grpc]
address = "${CONTAINERD_SOCKET}"
[${cri}]
sandbox_image = "${PAUSE_IMAGE}"
restrict_oom_score_adj = true
[${cri}.cni]
bin_dir = "/usr/lib/cni"
conf_dir = "${NODE_FOLDER}/cni"
[${cri}.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
SystemdCgroup = false
`;
}

/** The pods' network: a bridge on their host, whose addresses this machine and the other hosts have routes to. */
export function networkConfiguration(subnet: string): string {
  return JSON.stringify({
    cniVersion: "1.0.0",
    name: "pods",
    plugins: [
      {
        type: "bridge",
        bridge: "pods0",
        isGateway: true,
        hairpinMode: true,
        ipam: {
          type: "host-local",
          ranges: [[{ subnet }]],
          routes: [{ dst: "0.0.0.0/0" }],
          // Forgotten with the pods when the host goes down.
          dataDir: "/run/kubernetes/addresses",
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  });
}
