import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { checkoutRoot } from "../../../toolchain/paths";
import type { HostRecord, SecondNetwork } from "../../host/host-record";
import { Layer } from "../../host/layer";
import { makeBeside, plainRegistry, trustRegistry } from "../../host/make-host";
import { sharedLayers } from "../../host/shared-layers";
import { Bridge } from "../../bridge";
import { layersFolder, type LabRecord } from "../../lab-folder";
import { LAB_CGROUP } from "../../remove-lab";
import { call } from "../../system-call";
import type { UserDataPlan } from "./cloud-config";

export interface DropletPlace {
  id: number;
  /** Host name. */
  name: string;
  /** Number of its public address and cable. */
  index: number;
  second: SecondNetwork;
  /** Public keys for root. */
  keys: readonly string[];
  plan: UserDataPlan;
  /** As it came: kept on the droplet, as cloud-init does. */
  userData: string;
  /** Docker runs from the first boot on. */
  withDocker: boolean;
  /** Without Docker's packages: apt has to bring them. */
  bare: boolean;
}

/** Makes a droplet's disk; it can be booted then. */
export function makeDroplet(lab: LabRecord, place: DropletPlace): HostRecord {
  const { name, second } = place;
  const id = `droplet-${place.id}`;
  const dir = join(lab.dir, id);
  for (const each of ["", "root"]) mkdirSync(join(dir, each));
  makeBeside(dir);
  const bridge = Bridge.of(lab.bridge);
  const layers = sharedLayers(layersFolder(lab.dir));
  const record: HostRecord = {
    ...{ name, dir, second },
    bare: place.bare,
    address: bridge.address(place.index),
    upper: join(layersFolder(lab.dir), `host-${id}`),
    work: join(layersFolder(lab.dir), `work-${id}`),
    layers: place.bare ? layers.bareDroplet : layers.droplet,
    bridge: bridge.device,
    cable: bridge.cable(place.index),
    gateway: bridge.machine,
    keyFile: lab.keyFile,
    knownHostsFile: join(dir, "known_hosts"),
    // They go with the API that made them.
    bound: true,
    cgroup: `/${LAB_CGROUP}/${lab.name}/${id}`,
  };
  const upper = new Layer(record.upper);
  mkdirSync(record.work);
  upper.file("/etc/hostname", `${name}\n`);
  upper.file("/etc/hosts", `127.0.0.1 localhost\n127.0.1.1 ${name}\n`);
  upper.file("/etc/slipway-lab/cgroup", `${record.cgroup}\n`);
  upper.folder("/home");
  upper.folder("/root", 0o700);
  upper.folder("/root/.ssh", 0o700);
  const keys = [...place.keys, ...place.plan.authorizedKeys];
  upper.file("/root/.ssh/authorized_keys", keys.map((key) => `${key}\n`).join(""), 0o600);
  addHostKeys(upper, record, place.plan);
  addCloudInit(upper, place);
  trustRegistry(upper, lab);
  addEngine(upper, lab, place.withDocker);
  return record;
}

/** Takes a droplet's disk away; it has been ended. */
export function removeDroplet({ dir, upper, work }: HostRecord): void {
  for (const each of [dir, upper, work])
    rmSync(each, { recursive: true, force: true, maxRetries: 5 });
}

/** Those of the user data, and as a real one has it: a key of its own where there is none of a type. */
function addHostKeys(upper: Layer, record: HostRecord, { hostKeys }: UserDataPlan): void {
  upper.folder("/etc/ssh");
  for (const [type, { private: secret, public: open }] of Object.entries(hostKeys)) {
    if (secret === undefined) continue;
    const file = `/etc/ssh/ssh_host_${type}_key`;
    upper.file(file, secret, 0o600);
    if (open !== undefined) upper.file(`${file}.pub`, open);
  }
  // cloud-init makes no keys where some were given. sshd reads all that are there.
  const types = Object.keys(hostKeys);
  if (types.length > 0)
    upper.file(
      "/etc/ssh/sshd_config.d/host-keys.conf",
      types.map((type) => `HostKey /etc/ssh/ssh_host_${type}_key\n`).join(""),
    );
  const own = join(upper.dir, "etc/ssh/ssh_host_ed25519_key");
  if (types.length === 0)
    call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", record.name, "-f", own);
  if (existsSync(`${own}.pub`))
    writeFileSync(
      record.knownHostsFile,
      `${record.address} ${readFileSync(`${own}.pub`, "utf8").split(" ").slice(0, 2).join(" ")}\n`,
    );
}

function addCloudInit(upper: Layer, { id, userData }: DropletPlace): void {
  const command = join(checkoutRoot(), "lab/digitalocean/droplet/cloud-init");
  upper.file("/usr/bin/cloud-init", readFileSync(command), 0o755);
  upper.file("/var/lib/cloud/data/instance-id", `${id}\n`);
  upper.file("/var/lib/cloud/instance/user-data.txt", userData, 0o600);
}

function addEngine(upper: Layer, lab: LabRecord, enabled: boolean): void {
  upper.file("/etc/default/docker", `DOCKER_OPTS="${plainRegistry(lab).join(" ")}"\n`);
  upper.folder("/etc/docker");
  upper.folder("/etc/systemd/system/multi-user.target.wants");
  const link = join(upper.dir, "etc/systemd/system/multi-user.target.wants/docker.service");
  // The machine's own engine may be enabled.
  if (enabled) call("ln", "-sf", "/lib/systemd/system/docker.service", link);
  else upper.hide(["/etc/systemd/system/multi-user.target.wants/docker.service"]);
}
