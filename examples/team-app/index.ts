import * as pulumi from "@pulumi/pulumi";
import { Gateway } from "../../components/gateway/gateway";
import { DockerHost } from "../../components/hosts/docker-host";
import { Workload } from "../../components/workloads/workload";
import { platform } from "../platform/contract";

const config = new pulumi.Config();
const { cluster, registry, network } = platform.from(config.require("platform"));

const host = new DockerHost("platform", { host: cluster.host });

const web = new Workload("page", {
  on: host,
  image: pulumi.interpolate`${registry.address}/team/page:${config.get("version") ?? "1"}`,
  entrypoint: ["sh", "-c", "cd /tmp && cp /etc/page index.html && exec httpd -f -p 8080"],
  ports: [{ name: "http", port: 8080 }],
  health: { http: {}, intervalSeconds: 1 },
  files: [{ path: "/etc/page", content: "<h1>Another team's page</h1>\n" }],
  networks: [network.name],
  stopGraceSeconds: 1,
});

const gateway = new Gateway("gateway", {
  on: host,
  networks: [network.name],
  port: config.getNumber("port") ?? 8083,
});
gateway.route("page", { to: web });

export const url = gateway.url;
