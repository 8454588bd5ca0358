import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";

import { ComposeApp } from "../../../../components/compose/compose-app";
import { DockerHost, type DockerHostArgs } from "../../../../components/hosts/docker-host";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  file: string;
  projectName: string;
  profiles: string[];
  variables: Record<string, string>;
  /** Where it runs; on the engine of the tests without. */
  host?: DockerHostArgs;
}

const wanted = JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted;
const { PASSWORD, ...variables } = wanted.variables;

const app = new ComposeApp("shop", {
  on: new DockerHost("local", wanted.host),
  file: wanted.file,
  projectName: wanted.projectName,
  profiles: wanted.profiles,
  variables: { ...variables, ...(PASSWORD !== undefined && { PASSWORD: pulumi.secret(PASSWORD) }) },
});

export const containers = app.containerNames;
