import * as pulumi from "@pulumi/pulumi";
import { ComposeApp } from "../../components/compose/compose-app";
import { DockerHost } from "../../components/hosts/docker-host";

const config = new pulumi.Config();
const port = config.getNumber("port") ?? 8084;

const app = new ComposeApp("shop", {
  on: new DockerHost("local"),
  file: "compose.yaml",
  variables: {
    PORT: String(port),
    GREETING: config.get("greeting") ?? "Hello",
    DATABASE_PASSWORD: config.requireSecret("databasePassword"),
  },
});

export const url = `http://127.0.0.1:${port}`;
export const containers = app.containerNames;
