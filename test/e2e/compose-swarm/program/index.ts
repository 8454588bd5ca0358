import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

import { ComposeApp } from "../../../../components/compose/compose-app";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  image: string;
  greeting: string;
  password: string;
}

const { image, greeting, password } = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;

// The engine of DOCKER_HOST is a manager.
const app = new ComposeApp("shop", {
  on: { provider: new docker.Provider("manager", {}), members: [] },
  file: "compose.yaml",
  images: { web: image },
  variables: { IMAGE: image, GREETING: greeting, PASSWORD: pulumi.secret(password) },
});

export const services = app.serviceNames;
