import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";

import { ensureBusyboxImage } from "../../support/busybox-image";
import { freePort } from "../../support/free-port";
import { type ImageWorld, makeImageWorld, NO_IMAGE_WORLD } from "./image-world";
import { makeSwarmWorld, NO_SWARM_WORLD, type SwarmWorld } from "./swarm-world";

/** What the trials refer to. */
export interface World {
  image: string;
  /** The same, under another name. */
  otherImage: string;
  /** Networks with subnets of their own; `subnet` is the part before the last dot. */
  networks: { name: string; subnet: string }[];
  volumes: string[];
  /** Name of a container that runs. */
  peer: string;
  /** Folders on the Docker host. */
  folders: string[];
  /** A block device. */
  device: string;
  /** Free ports of the host. */
  ports: number[];
  swarm: SwarmWorld;
  images: ImageWorld;
  /** What is in Docker goes with everything of its prefix. */
  remove(): Promise<void>;
}

/** Ends at once when it is told to, by whichever signal. */
export const SLEEPER = ["sh", "-c", "trap 'exit 0' TERM INT; while :; do sleep 1 & wait; done"];

/** What the table of the page is made with: the trials need some world to be written down. */
export const NO_WORLD: World = {
  image: "",
  otherImage: "",
  networks: [
    { name: "", subnet: "" },
    { name: "", subnet: "" },
  ],
  volumes: ["", ""],
  peer: "",
  folders: ["", ""],
  device: "",
  ports: [0, 0],
  swarm: NO_SWARM_WORLD,
  images: NO_IMAGE_WORLD,
  remove: () => Promise.resolve(),
};

/** @param prefix of all names, by which everything is swept away. */
export async function makeWorld(docker: Docker, prefix: string): Promise<World> {
  const image = await ensureBusyboxImage(docker);
  const [repo, tag] = [`${prefix}-other`, "1"];
  await docker.getImage(image).tag({ repo, tag });
  const networks = [
    await makeNetwork(docker, `${prefix}-a`),
    await makeNetwork(docker, `${prefix}-b`),
  ];
  const volumes = [`${prefix}-a`, `${prefix}-b`];
  for (const Name of volumes) await docker.createVolume({ Name });
  const peer = await docker.createContainer({
    name: `${prefix}-peer`,
    Image: image,
    Cmd: SLEEPER,
    HostConfig: { IpcMode: "shareable" },
    Volumes: { "/shared": {} },
  });
  await peer.start();
  const swarm = await makeSwarmWorld();
  const images = await makeImageWorld(docker, image);
  const folder = mkdtempSync(join(tmpdir(), "slipway-matrix-"));
  writeFileSync(join(folder, "one"), "");
  return {
    image,
    otherImage: `${repo}:${tag}`,
    networks,
    volumes,
    peer: `${prefix}-peer`,
    folders: [folder, tmpdir()],
    device: blockDevice(),
    ports: [await freePort(), await freePort()],
    swarm,
    images,
    remove: async () => {
      await images.remove();
      await swarm.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Removes the world where nothing else sweeps its prefix. */
export async function sweepWorld(docker: Docker, world: World): Promise<void> {
  await docker.getContainer(world.peer).remove({ force: true, v: true });
  for (const { name } of world.networks) await docker.getNetwork(name).remove();
  for (const name of world.volumes) await docker.getVolume(name).remove();
  for (const { RepoTags } of await docker.listImages())
    for (const tag of (RepoTags ?? []).filter((each) => each.startsWith(world.otherImage)))
      await docker.getImage(tag).remove();
  await world.remove();
}

/** On a subnet that no other network has; other tests of the machine make networks, too. */
async function makeNetwork(
  docker: Docker,
  name: string,
): Promise<{ name: string; subnet: string }> {
  for (let attempt = 1; ; attempt++) {
    const subnet = randomSubnet();
    try {
      await docker.createNetwork({
        Name: name,
        IPAM: { Config: [{ Subnet: `${subnet}.0/24` }] },
      });
      return { name, subnet };
    } catch (error) {
      if (attempt === 20 || (error as { statusCode?: number }).statusCode !== 403) throw error;
    }
  }
}

/** The first three numbers of a subnet. */
export function randomSubnet(): string {
  const number = (count: number) => Math.floor(Math.random() * count);
  return `10.${200 + number(55)}.${number(256)}`;
}

function blockDevice(): string {
  const found = readdirSync("/sys/block").find((name) => existsSync(join("/dev", name)));
  if (found === undefined) throw new Error("this machine has no block device to limit");
  return join("/dev", found);
}
