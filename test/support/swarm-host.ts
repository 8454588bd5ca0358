import Docker from "dockerode";

import { Lab } from "../../lab/lab";
import type { LabHost } from "../../lab/lab-host";
import { ensureBusyboxImage } from "./busybox-image";
import { copyImage } from "./copy-image";

/** A swarm of one node on a lab host of its own, which has the busybox image. */
export interface SwarmHost {
  host: Pick<LabHost, "dockerHost" | "sh"> & { remove(): Promise<void> };
  docker: Docker;
  /** Name of the busybox image. */
  image: string;
}

/**
 * The kernel may have no IPVS: use endpoint mode `dnsrr`
 * and ports that are published on the host.
 */
export async function startSwarmHost(name: string): Promise<SwarmHost> {
  const image = await ensureBusyboxImage();
  const lab = await Lab.start(name, { hosts: { swarm: {} } });
  const node = lab.host("swarm");
  const { dockerHost } = node;
  try {
    const docker = new Docker({ socketPath: dockerHost.replace(/^unix:\/\//, "") });
    await docker.swarmInit({ ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" });
    await copyImage(image, dockerHost);
    const sh = (script: string) => node.sh(script);
    return { host: { dockerHost, sh, remove: () => lab.remove() }, docker, image };
  } catch (error) {
    await lab.remove();
    throw error;
  }
}
