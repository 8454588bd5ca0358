import { readFileSync } from "node:fs";

import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  greeting: string;
  replicas: number;
  key: string;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const base64 = (text: string) => Buffer.from(text).toString("base64");

const network = new docker.Network("backend", { driver: "overlay", attachable: true });
const key = new docker.Secret("key", { data: pulumi.secret(base64(wanted.key)) });
const motd = new docker.ServiceConfig("motd", { dataRaw: "welcome" });

const web = new docker.Service("web", {
  taskSpec: {
    containerSpec: {
      image: wanted.image,
      args: ["sh", "-c", "trap exit TERM; while :; do sleep 0.2; done"],
      env: { GREETING: wanted.greeting },
      secrets: [{ secretId: key.id, secretName: key.name, fileName: "key" }],
      configs: [{ configId: motd.id, configName: motd.name, fileName: "/etc/motd" }],
      stopGracePeriod: "1s",
    },
    networksAdvanceds: [{ id: network.id, aliases: ["web"] }],
    restartPolicy: { condition: "any", delay: "0s" },
  },
  mode: { replicated: { replicas: wanted.replicas } },
  updateConfig: { order: "start-first", monitor: "2s" },
  endpointSpec: { mode: "dnsrr" },
  convergeConfig: { timeout: "60s" },
});

export const service = web.name;
