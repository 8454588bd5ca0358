/** A workload on every host of a fleet, as a user has it. The bench names the file that says which in SLIPWAY_BENCH_FLEET. */
import { readFileSync } from "node:fs";
import type { DockerHostArgs } from "../../components/hosts/docker-host";
import { HostGroup } from "../../components/hosts/host-group";
import { Workload } from "../../components/workloads/workload";

const file = process.env.SLIPWAY_BENCH_FLEET;
if (file === undefined)
  throw new Error(
    "SLIPWAY_BENCH_FLEET: expected the path of the fleet, got nothing; use `npm run bench -- --fleet`.",
  );
const { hosts, replicas, image, base } = JSON.parse(readFileSync(file, "utf8")) as {
  hosts: Record<string, DockerHostArgs>;
  replicas: number;
  image: string;
  /** What the bench knows its own things by. */
  base: string;
};
new Workload("web", {
  on: new HostGroup("fleet", { hosts }),
  image,
  replicas,
  volumes: [{ name: "data", path: "/data" }],
  keepVolumes: false,
  stopGraceSeconds: 1,
  labels: { "dev.slipway.bench": base },
});
