import { readFileSync } from "node:fs";

import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  /** `docker.Container` */
  kind: string;
  name: string;
  args: object;
}

const classes: Record<string, new (name: string, args: never) => pulumi.Resource> = {
  "docker.Container": docker.Container,
  "docker.Network": docker.Network,
  "docker.Tag": docker.Tag,
  "docker.Volume": docker.Volume,
};

for (const { kind, name, args } of JSON.parse(readFileSync("wanted.json", "utf8")) as Wanted[]) {
  new classes[kind]!(name, args as never);
}
