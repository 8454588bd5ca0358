import { Workload } from "./components/workloads/workload";
import { loadConfig, type StackConfig } from "./config/load";
import { dockerPlace } from "./program/docker-place";
import type { Place } from "./program/place";

const config = loadConfig();
const place = placeFor(config);
const secretEnv = config.webSecretEnv;

const web = new Workload("web", {
  ...place.workload,
  replicas: config.web.replicas,
  ports: [{ name: "http", port: 8080 }],
  health: {
    http: { path: "/healthz" },
    intervalSeconds: 2,
    startPeriodSeconds: 5,
    deadlineSeconds: 30,
  },
  env: config.web.env,
  ...(Object.keys(secretEnv).length > 0 && { secretEnv }),
  volumes: [{ name: "data", path: "/var/lib/web", access: place.volumeAccess }],
  resources: { cpus: config.web.cpus, memoryMib: config.web.memoryMib },
  keepVolumes: config.keepVolumes,
});

const { url, outputs } = place.expose(web);
export = { url, ...outputs };

function placeFor({ engine }: StackConfig): Place {
  if (engine === "docker") return dockerPlace(config);
  // Loaded by need: a stack of one host has no use for DigitalOcean's SDK.
  /* eslint-disable @typescript-eslint/no-require-imports */
  if (engine === "swarm")
    return (require("./program/swarm-place") as typeof import("./program/swarm-place")).swarmPlace(
      config,
    );
  return (
    require("./program/kubernetes-place") as typeof import("./program/kubernetes-place")
  ).kubernetesPlace(config);
}
