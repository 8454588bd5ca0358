import { readFileSync } from "node:fs";

import { DockerHost } from "../../../../components/hosts/docker-host";
import { Workload } from "../../../../components/workloads/workload";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  token: string;
  file: string;
  command: string;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;

const app = new Workload("app", {
  on: new DockerHost("local"),
  image: wanted.image,
  command: ["sh", "-c", wanted.command],
  env: { PLAIN: "plain value" },
  secretEnv: { TOKEN: wanted.token },
  files: [{ path: "/etc/key", content: wanted.file, secret: true }],
  health: { command: ["test", "-e", "/ready"], intervalSeconds: 1, deadlineSeconds: 8 },
  stopGraceSeconds: 1,
});

export const containers = app.containerNames;
