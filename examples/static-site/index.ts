import * as pulumi from "@pulumi/pulumi";
import { DockerHost } from "../../components/hosts/docker-host";
import { Image } from "../../components/images/image";
import { Workload } from "../../components/workloads/workload";

const port = new pulumi.Config().getNumber("port") ?? 8081;

const host = new DockerHost("local");
const image = new Image("site", { on: host, build: { context: "." } });

new Workload("site", {
  on: host,
  image,
  // Straight on the host, without a Gateway. Only one container can have the port, so a change is stop-first: the old
  // container is gone before the new one starts, and the preview says so.
  ports: [{ name: "http", port: 8080, publish: { port } }],
  health: { http: { path: "/" }, intervalSeconds: 1 },
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
  stopGraceSeconds: 2,
});

export const url = `http://127.0.0.1:${port}`;
