import type Docker from "dockerode";

import { startSwarmHost } from "../../support/swarm-host";

interface Named {
  id: string;
  name: string;
}

/** What the trials of Swarm's types refer to, on a swarm of one node. */
export interface SwarmWorld {
  /** Its Docker endpoint. */
  dockerHost: string;
  image: string;
  /** The same, under another name. */
  otherImage: string;
  networks: readonly [Named, Named];
  secrets: readonly [Named, Named];
  configs: readonly [Named, Named];
  /** Folders on the Docker host. */
  folders: readonly [string, string];
  remove(): Promise<void>;
}

const NOTHING = { id: "", name: "" };

export const NO_SWARM_WORLD: SwarmWorld = {
  dockerHost: "",
  image: "",
  otherImage: "",
  networks: [NOTHING, NOTHING],
  secrets: [NOTHING, NOTHING],
  configs: [NOTHING, NOTHING],
  folders: ["", ""],
  remove: () => Promise.resolve(),
};

export async function makeSwarmWorld(): Promise<SwarmWorld> {
  const { host, docker, image } = await startSwarmHost("matrix");
  await docker.getImage(image).tag({ repo: "other", tag: "1" });
  const folders = ["/srv/one", "/srv/two"] as const;
  await host.sh(`mkdir ${folders.join(" ")}`);
  const twice = async (make: (name: string) => Promise<string>) =>
    [
      { name: "one", id: await make("one") },
      { name: "two", id: await make("two") },
    ] as const;
  const Data = Buffer.from("content").toString("base64");
  return {
    dockerHost: host.dockerHost,
    image,
    otherImage: "other:1",
    networks: await twice(async (Name) => await overlay(docker, Name)),
    secrets: await twice(async (Name) => (await docker.createSecret({ Name, Data })).id),
    configs: await twice(async (Name) => (await docker.createConfig({ Name, Data })).id),
    folders,
    remove: () => host.remove(),
  };
}

async function overlay(docker: Docker, Name: string): Promise<string> {
  const { id } = await docker.createNetwork({ Name, Driver: "overlay", Attachable: true });
  return id;
}
