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
const { image, spec } = JSON.parse(readFileSync(file, "utf8")) as { image: string; spec: WorkSpec };

const labelList = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([label, value]) => ({ label, value }));

const network = new docker.Network(spec.network, { labels: labelList(spec.labels) });
for (const each of spec.containers) {
  const volume = new docker.Volume(each.volume, { labels: labelList(spec.labels) });
  new docker.Container(each.name, {
    image,
    envs: Object.entries(each.env).map(([key, value]) => `${key}=${value}`),
    labels: labelList(each.labels),
    restart: each.restart,
    networksAdvanced: [{ name: network.name }],
    volumes: [{ volumeName: volume.name, containerPath: each.mountPath }],
  });
}
