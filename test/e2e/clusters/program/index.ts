import { readFileSync } from "node:fs";

import { ClusterGroup } from "../../../../components/kubernetes/cluster-group";
import { Manifests } from "../../../../components/manifests/manifests";
import { Workload } from "../../../../components/workloads/workload";
import type { WavesSpec } from "../../../../model/cluster-waves";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  /** By cluster. */
  kubeconfigFiles: Record<string, string>;
  image: string;
  colour: string;
  waves?: WavesSpec;
  /** Only in these regions. */
  region: string | string[];
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;

const group = new ClusterGroup("prod", {
  clusters: Object.fromEntries(
    Object.entries(wanted.kubeconfigFiles).map(([name, file]) => [
      name,
      {
        kubeconfig: readFileSync(file, "utf8"),
        region: name,
        roles: name === "one" ? ["canary"] : [],
      },
    ]),
  ),
  ...(wanted.waves && { waves: wanted.waves }),
});
const on = group.where({ region: wanted.region });

new Workload("web", {
  on,
  image: wanted.image,
  ports: [{ name: "http", port: 8080 }],
  health: { http: { path: "/" }, intervalSeconds: 1, deadlineSeconds: 6 },
});

new Manifests("settings", {
  on,
  objects: [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { colour: wanted.colour },
    },
  ],
});
