import * as docker from "@pulumi/docker";
import { readFileSync } from "node:fs";

import { DockerHost, type DockerHostArgs } from "../../../../components/hosts/docker-host";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  version: string;
  /** What is on each host. */
  containers: number;
  hosts: Record<string, DockerHostArgs>;
  /** A host whose address is only known once a container of the first one is made. */
  late?: DockerHostArgs & { host: string };
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;

function place(name: string, args: DockerHostArgs): docker.Container[] {
  const { provider } = new DockerHost(name, args);
  const network = new docker.Network(`${name}-net`, {}, { provider });
  return Array.from(
    { length: wanted.containers },
    (_, i) =>
      new docker.Container(
        `${name}-${i}`,
        {
          image: wanted.image,
          command: ["sh", "-c", "trap exit TERM; sleep 1; touch /ready; while :; do sleep 1; done"],
          envs: [`VERSION=${wanted.version}`],
          healthcheck: { tests: ["CMD", "test", "-e", "/ready"], interval: "1s", retries: 30 },
          wait: true,
          networksAdvanced: [{ name: network.name }],
          stopTimeout: 1,
          destroyGraceSeconds: 1,
        },
        { provider },
      ),
  );
}

const [first] = Object.entries(wanted.hosts).flatMap(([name, args]) => place(name, args));
if (wanted.late && first) {
  const { host } = wanted.late;
  place("late", { ...wanted.late, host: first.id.apply(() => host) });
}
