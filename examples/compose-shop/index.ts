import * as pulumi from "@pulumi/pulumi";
import { ComposeApp } from "../../components/compose/compose-app";
import { DockerHost, type DockerHostArgs } from "../../components/hosts/docker-host";
import { HostGroup } from "../../components/hosts/host-group";
import { SwarmCluster } from "../../components/swarm/swarm-cluster";

const config = new pulumi.Config();
const port = config.getNumber("port") ?? 8084;
/** The nodes of a Swarm, managers by their role. Without them the app runs on this machine's engine. */
const hosts = config.getObject<Record<string, DockerHostArgs>>("hosts");

function swarm(nodes: Record<string, DockerHostArgs>): SwarmCluster {
  const fleet = new HostGroup("fleet", { hosts: nodes });
  return new SwarmCluster("swarm", {
    managers: fleet.where({ role: "manager" }),
    workers: fleet.where({ role: "worker" }),
  });
}

const app = new ComposeApp("shop", {
  ...(hosts === undefined
    ? { on: new DockerHost("local"), file: "compose.yaml" }
    : {
        on: swarm(hosts),
        file: ["compose.yaml", "compose.swarm.yaml"],
        // A Swarm builds nothing: each service's image in a registry that the nodes reach.
        images: config.requireObject<Record<string, string>>("images"),
      }),
  variables: {
    PORT: String(port),
    GREETING: config.get("greeting") ?? "Hello",
    DATABASE_PASSWORD: config.requireSecret("databasePassword"),
  },
});

export const url = hosts === undefined ? `http://127.0.0.1:${port}` : undefined;
export const containers = app.containerNames;
export const services = app.serviceNames;
