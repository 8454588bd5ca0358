import { DockerHost } from "../../components/hosts/docker-host";
import { Image } from "../../components/images/image";
import { Workload } from "../../components/workloads/workload";

const host = new DockerHost("local");
const image = new Image("web", { on: host, build: { context: "../web" } });

const web = new Workload("web", {
  on: host,
  image,
  ports: [{ name: "http", port: 8080 }],
  health: { http: { path: "/healthz" } },
});

export const containers = web.containerNames;
