import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { DockerHost } from "../../components/hosts/docker-host";
import { platform } from "./contract";

const config = new pulumi.Config();

const host = new DockerHost("platform", { host: config.require("host") });
const network = new docker.Network("teams", {}, { provider: host.provider });

export = platform.offer({
  cluster: { engine: "docker", host: config.require("host") },
  registry: {
    address: config.require("registry"),
    password: config.requireSecret("registryPassword"),
  },
  network: { name: network.name },
});
