/** Hosts alone, as a user has them. The bench names the file that holds them in SLIPWAY_BENCH_HOSTS. */
import { readFileSync } from "node:fs";
import type { DockerHostArgs } from "../../../components/hosts/docker-host";
import { HostGroup } from "../../../components/hosts/host-group";

const file = process.env.SLIPWAY_BENCH_HOSTS;
if (file === undefined)
  throw new Error(
    "SLIPWAY_BENCH_HOSTS: expected the path of the hosts, got nothing; use `npm run bench -- --exec`.",
  );
new HostGroup("fleet", {
  hosts: JSON.parse(readFileSync(file, "utf8")) as Record<string, DockerHostArgs>,
});
