import { readFileSync } from "node:fs";

import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

/** What the test wants; it rewrites the file between updates. */
export interface Wanted {
  /** `docker.Container` */
  kind: string;
  name: string;
  args: object;
  /** Defaults to the engine that the tests run on. */
  host?: string;
}

const classes: Record<
  string,
  new (name: string, args: never, options: pulumi.CustomResourceOptions) => pulumi.Resource
> = {
  "docker.Container": docker.Container,
  "docker.Image": docker.Image,
  "docker.Network": docker.Network,
  "docker.RegistryImage": docker.RegistryImage,
  "docker.RemoteImage": docker.RemoteImage,
  "docker.Secret": docker.Secret,
  "docker.Service": docker.Service,
  "docker.ServiceConfig": docker.ServiceConfig,
  "docker.Tag": docker.Tag,
  "docker.Volume": docker.Volume,
};

const providers = new Map<string, docker.Provider>();

function providerOf(host: string): docker.Provider {
  const known = providers.get(host) ?? new docker.Provider(`host-${providers.size}`, { host });
  providers.set(host, known);
  return known;
}

for (const { kind, name, args, host } of JSON.parse(
  readFileSync("wanted.json", "utf8"),
) as Wanted[]) {
  new classes[kind]!(name, args as never, host === undefined ? {} : { provider: providerOf(host) });
}
