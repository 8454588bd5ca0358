import * as docker from "@pulumi/docker";
import { readFileSync } from "node:fs";

import { DockerHost, type DockerHostArgs } from "../../../../components/hosts/docker-host";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  /** A name in a registry, for the first host. */
  pulled: string;
  /** Folder whose image takes so many seconds to be built, for the first host. */
  context: string;
  seconds: number;
  /** Whether the containers ever become healthy. */
  healthy: boolean;
  hosts: Record<string, DockerHostArgs>;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;

Object.entries(wanted.hosts).forEach(([name, args], index) => {
  const { provider } = new DockerHost(name, args);
  new docker.Container(
    `${name}-waits`,
    {
      image: wanted.image,
      command: ["sh", "-c", "trap exit TERM; touch /ready; while :; do sleep 0.2; done"],
      healthcheck: {
        tests: ["CMD", wanted.healthy ? "true" : "false"],
        interval: "1s",
        retries: 1000,
      },
      wait: true,
      waitTimeout: 600,
      destroyGraceSeconds: 1,
    },
    { provider },
  );
  if (index > 0) return;
  new docker.RemoteImage(`${name}-pulled`, { name: wanted.pulled }, { provider });
  new docker.Image(
    `${name}-built`,
    {
      imageName: "slipway-faults-built:1",
      build: { context: wanted.context, args: { FOR: String(wanted.seconds) } },
      skipPush: true,
    },
    { provider },
  );
});
