import { readFileSync } from "node:fs";

import { DockerHost } from "../../../../components/hosts/docker-host";
import { Image } from "../../../../components/images/image";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  host?: string;
  reference?: string;
  context?: string;
  command?: string[];
  port?: number;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const host = new DockerHost("local", wanted.host === undefined ? {} : { host: wanted.host });
const image = new Image("app", {
  on: host,
  ...(wanted.context === undefined
    ? { reference: wanted.reference! }
    : { build: { context: wanted.context } }),
});

new Workload("app", {
  on: host,
  image,
  ...(wanted.command && { command: wanted.command }),
  ...(wanted.port !== undefined && { ports: [{ port: 8080, publish: { port: wanted.port } }] }),
  stopGraceSeconds: 1,
});
