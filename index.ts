import * as docker from "@pulumi/docker";
import { Gateway } from "./components/gateway/gateway";
import { DockerHost } from "./components/hosts/docker-host";
import { Image } from "./components/images/image";
import { Workload } from "./components/workloads/workload";
import { loadConfig } from "./config/load";

const config = loadConfig();

const host = new DockerHost("local", config.host === undefined ? {} : { host: config.host });
const network = new docker.Network("private", {}, { provider: host.provider });

const image = new Image("web", { on: host, build: { context: "examples/web" } });

const web = new Workload("web", {
  on: host,
  image,
  replicas: config.web.replicas,
  ports: [{ name: "http", port: 8080 }],
  health: {
    http: { path: "/healthz" },
    intervalSeconds: 2,
    startPeriodSeconds: 5,
    deadlineSeconds: 30,
  },
  env: config.web.env,
  secretEnv: config.webSecretEnv,
  volumes: [{ name: "data", path: "/var/lib/web", access: "shared" }],
  resources: { cpus: config.web.cpus, memoryMib: config.web.memoryMib },
  keepVolumes: config.keepVolumes,
  networks: [network],
});

const gateway = new Gateway("gateway", { on: host, networks: [network.name], ...config.gateway });
gateway.route("web", { to: web });

export const url = gateway.url;
export const imageDigest = image.digest;
export const containers = web.containerNames;
