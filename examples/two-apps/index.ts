import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { Gateway } from "../../components/gateway/gateway";
import { DockerHost } from "../../components/hosts/docker-host";
import { Image } from "../../components/images/image";
import { Workload } from "../../components/workloads/workload";

const config = new pulumi.Config();

const host = new DockerHost("local");
const network = new docker.Network("apps", {}, { provider: host.provider });
const image = new Image("server", { on: host, build: { context: "server" } });

/** What both have in common. */
const server = {
  on: host,
  image,
  ports: [{ name: "http", port: 8080 }],
  health: { tcp: { port: "http" }, intervalSeconds: 1 },
  networks: [network],
  capabilities: { drop: ["ALL"] },
  stopGraceSeconds: 2,
};

const shop = new Workload("shop", {
  ...server,
  replicas: 2,
  files: [{ path: "/srv/www/index.html", content: "<h1>Shop</h1>\n" }],
});

const api = new Workload("api", {
  ...server,
  // The image's own script answers; what it says and whom it answers is up to this program.
  files: [{ path: "/etc/api/greeting", content: config.get("greeting") ?? "Hello from the API" }],
  secretEnv: { API_TOKEN: config.requireSecret("apiToken") },
});

const gateway = new Gateway("gateway", {
  on: host,
  port: config.getNumber("port") ?? 8082,
  networks: [network],
});
gateway.route("shop", { to: shop });
gateway.route("api-path", { to: api, path: "/api", stripPrefix: true });
gateway.route("api-host", { to: api, host: "api.localhost" });

export const url = gateway.url;
