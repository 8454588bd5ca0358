/**
 * W(N) with the official SDK's plain classes, as a Pulumi user writes it. The bench names the file that
 * holds the work (see bench/workload.ts) in SLIPWAY_BENCH_WORK.
 */
import * as docker from "@pulumi/docker";
import { readFileSync } from "node:fs";
import type { WorkSpec } from "../workload";

const file = process.env.SLIPWAY_BENCH_WORK;
if (file === undefined)
  throw new Error(
    "SLIPWAY_BENCH_WORK: expected the path of the work, got nothing; use `npm run bench`.",
  );
interface Work {
  image: string;
  spec: WorkSpec;
  /** Each container and its volume have a provider instance of their own, as with a host for each. */
  providerEach?: boolean;
}
const { image, spec, providerEach } = JSON.parse(readFileSync(file, "utf8")) as Work;

const labelList = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([label, value]) => ({ label, value }));

const network = new docker.Network(spec.network, { labels: labelList(spec.labels) });
for (const each of spec.containers) {
  const provider = providerEach ? new docker.Provider(each.name) : undefined;
  const volume = new docker.Volume(each.volume, { labels: labelList(spec.labels) }, { provider });
  new docker.Container(
    each.name,
    {
      image,
      envs: Object.entries(each.env).map(([key, value]) => `${key}=${value}`),
      labels: labelList(each.labels),
      restart: each.restart,
      networksAdvanced: [{ name: network.name }],
      volumes: [{ volumeName: volume.name, containerPath: each.mountPath }],
    },
    { provider },
  );
}
