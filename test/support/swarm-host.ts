import Docker from "dockerode";

import { LabHost } from "../../lab/docker-host";
import { ensureBusyboxImage } from "./busybox-image";
import { copyImage } from "./copy-image";

/** A swarm of one node on a lab host of its own, which has the busybox image. */
export interface SwarmHost {
  host: LabHost;
  docker: Docker;
  /** Name of the busybox image. */
  image: string;
}

/**
 * The address is the loopback's, as the host is in no network. The kernel may have no IPVS: use endpoint mode `dnsrr`
 * and ports that are published on the host.
 */
export async function startSwarmHost(name: string): Promise<SwarmHost> {
  const image = await ensureBusyboxImage();
  const host = await LabHost.start(name);
  try {
    const docker = new Docker({ socketPath: host.dockerHost.replace(/^unix:\/\//, "") });
    await docker.swarmInit({ ListenAddr: "127.0.0.1:2377", AdvertiseAddr: "127.0.0.1" });
    await copyImage(image, host.dockerHost);
    return { host, docker, image };
  } catch (error) {
    await host.remove();
    throw error;
  }
}
