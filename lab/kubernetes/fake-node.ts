/** A node of 8 cores and 16 GiB, in a zone of its own. */
export function fakeNode(name: string): object {
  const size = { cpu: "8", memory: "16Gi", pods: "110" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/zone": `zone-${name.replace(/^\D*/, "")}`,
      },
    },
    status: { capacity: size, allocatable: size, nodeInfo: { kubeletVersion: "v1.33.0" } },
  };
}
