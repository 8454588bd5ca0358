import { Lab } from "../../lab/lab";
import { isOrphan, labNames, readRecord } from "../../lab/lab-folder";
import type { LabHost } from "../../lab/lab-host";
import { requireRoot } from "../../lab/machine-packages";

interface HostStatus {
  name: string;
  address: string;
  state: "up" | "down";
  engine: string;
}

export async function status({ json }: { json: boolean }): Promise<void> {
  requireRoot();
  const labs = await Promise.all(
    labNames().map(async (name) => {
      const record = readRecord(name);
      const hosts = record === undefined ? [] : await Promise.all(Lab.of(record).hosts.map(look));
      const registry = record?.registry?.host;
      const kubernetes = record?.kubernetes?.server;
      const digitalocean = record?.digitalocean?.endpoint;
      const ofProcess = record?.owner?.pid;
      return { name, subnet: record?.subnet, ofProcess, hosts, registry, kubernetes, digitalocean };
    }),
  );
  if (json) {
    process.stdout.write(`${JSON.stringify(labs, null, 2)}\n`);
    return;
  }
  if (labs.length === 0) process.stdout.write("There is no lab.\n");
  for (const { name, subnet, ofProcess, hosts, registry, kubernetes, digitalocean } of labs) {
    const owner = ofProcess === undefined ? "" : ` of process ${ofProcess}${ended(name)}`;
    process.stdout.write(`${name} on ${subnet ?? "no network"}${owner}\n`);
    for (const host of hosts)
      process.stdout.write(`  ${host.name}  ${host.address}  ${host.state}, ${host.engine}\n`);
    if (registry !== undefined) process.stdout.write(`  registry  ${registry}\n`);
    if (digitalocean !== undefined) process.stdout.write(`  DigitalOcean  ${digitalocean}\n`);
    if (kubernetes !== undefined) process.stdout.write(`  Kubernetes  ${kubernetes}\n`);
  }
}

function ended(name: string): string {
  const record = readRecord(name);
  return record !== undefined && isOrphan(record) ? ", which has ended" : "";
}

async function look(host: LabHost): Promise<HostStatus> {
  const { name, address } = host;
  if (host.pid === undefined) return { name, address, state: "down", engine: "no engine" };
  const installed = (await host.run(["sh", "-c", "command -v dockerd"])).code === 0;
  const { stdout } = await host.run(["systemctl", "is-active", "docker"]);
  const engine = installed ? `engine ${stdout.trim()}` : "no engine";
  return { name, address, state: "up", engine };
}
