import * as docker from "@pulumi/docker";
import { readFileSync } from "node:fs";

import { DockerHost } from "../../../../components/hosts/docker-host";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  host?: string;
  version: string;
  replicas: number;
  /** 50 health checks a second would keep a small machine busy with nothing else. */
  withoutHealth?: boolean;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const host = new DockerHost("local", wanted.host === undefined ? {} : { host: wanted.host });
const network = new docker.Network("net", {}, { provider: host.provider });

const app = new Workload("app", {
  on: host,
  image: wanted.image,
  command: ["sh", "-c", "trap exit TERM; touch /ready; while :; do sleep 1 & wait; done"],
  env: { VERSION: wanted.version },
  secretEnv: { TOKEN: `token of ${wanted.version}` },
  ...(wanted.withoutHealth !== true && {
    health: { command: ["test", "-e", "/ready"], intervalSeconds: 1, deadlineSeconds: 30 },
  }),
  volumes: [{ name: "data", path: "/data", access: "shared" }],
  networks: [network],
  replicas: wanted.replicas,
  keepVolumes: false,
  stopGraceSeconds: 2,
});

export const containers = app.containerNames;
