import { execFileSync } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import Docker from "dockerode";

import { LabHost } from "../../lab/docker-host";

/** Docker hosts on a bridge of their own, so that they can be a swarm. */
export interface SwarmLab {
  hosts: { host: LabHost; docker: Docker; address: string }[];
  add(name: string): Promise<SwarmLab["hosts"][number]>;
  remove(): Promise<void>;
}

export async function startSwarmLab(names: readonly string[]): Promise<SwarmLab> {
  const bridge = `slsb${randomBytes(4).toString("hex")}`;
  const net = `10.223.${randomInt(1, 255)}`;
  ip("link", "add", bridge, "type", "bridge");
  ip("link", "set", bridge, "up");
  execFileSync("iptables", ["-I", "FORWARD", "-i", bridge, "-o", bridge, "-j", "ACCEPT"]);
  let next = 2;
  const lab: SwarmLab = {
    hosts: [],
    async add(name) {
      const host = await LabHost.start(name);
      const at = next++;
      const far = `slipway-${name}-${process.pid}`;
      const device = `slsw${randomBytes(4).toString("hex")}`;
      ip("link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", far);
      ip("link", "set", device, "master", bridge, "up");
      ip("-n", far, "addr", "add", `${net}.${at}/24`, "dev", "eth0");
      ip("-n", far, "link", "set", "eth0", "up");
      const docker = new Docker({ socketPath: host.dockerHost.replace(/^unix:\/\//, "") });
      const made = { host, docker, address: `${net}.${at}` };
      lab.hosts.push(made);
      return made;
    },
    async remove() {
      await Promise.all(lab.hosts.map(({ host }) => host.remove()));
      execFileSync("iptables", ["-D", "FORWARD", "-i", bridge, "-o", bridge, "-j", "ACCEPT"]);
      ip("link", "del", bridge);
    },
  };
  try {
    await Promise.all(names.map((name) => lab.add(name)));
  } catch (error) {
    await lab.remove();
    throw error;
  }
  return lab;
}

function ip(...args: string[]): void {
  execFileSync("ip", args);
}
