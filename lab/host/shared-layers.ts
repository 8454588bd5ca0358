import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { checkoutRoot } from "../../toolchain/paths";
import { hideDocker } from "./hide-docker";
import { Layer } from "./layer";
import { LAB_USERS, labUserId, SUDOERS, withLabUsers } from "./users";

/** What is this machine's own business, and no host's. */
const PRIVATE = [
  "/root",
  "/home",
  "/etc/docker",
  "/etc/ssh/sshd_config.d",
  "/etc/systemd/system/docker.service.d",
  "/usr/sbin/policy-rc.d",
  "/var/lib/docker",
  "/var/lib/containerd",
  // Without it, apt doesn't index manual pages on every host for minutes.
  "/var/lib/man-db/auto-update",
];

export interface SharedLayersOptions {
  /** The lab's own folder, which its hosts don't see. */
  labs: string;
  /** Public key of whoever may log in. */
  publicKey: string;
  carefulPassword: string;
}

/** Values of overlay's `lowerdir` for the kinds of hosts: folders, the uppermost first. */
export interface SharedLayers {
  withDocker: string;
  bare: string;
  /** Without the lab's users, for droplets. */
  droplet: string;
  bareDroplet: string;
}

/** Where they are, of a lab that has been made. */
export function sharedLayers(dir: string): SharedLayers {
  const [common, bare, system, hidden, withoutDocker] = FOLDERS.map((name) => join(dir, name));
  return {
    withDocker: [common, system, hidden, "/"].join(":"),
    bare: [bare, common, system, hidden, withoutDocker, "/"].join(":"),
    droplet: [system, hidden, "/"].join(":"),
    bareDroplet: [system, hidden, withoutDocker, "/"].join(":"),
  };
}

const FOLDERS = ["common", "bare", "system", "hidden", "without-docker"] as const;

/** Makes what all hosts of a lab have in common: this machine's root without what is private, and with the users. */
export function makeSharedLayers(dir: string, options: SharedLayersOptions): SharedLayers {
  const hidden = new Layer(join(dir, "hidden"));
  const hostKeys = readdirSync("/etc/ssh").filter((file) => file.startsWith("ssh_host_"));
  hidden.hide(
    [...PRIVATE, options.labs, ...hostKeys.map((file) => `/etc/ssh/${file}`)].filter(existsSync),
  );
  const withoutDocker = new Layer(join(dir, "without-docker"));
  hideDocker(withoutDocker);

  const common = new Layer(join(dir, "common"));
  const bare = new Layer(join(dir, "bare"));
  addUsers(common, options, "/");
  addUsers(bare, options, withoutDocker.dir);
  addSystem(new Layer(join(dir, "system")));
  return sharedLayers(dir);
}

function addUsers(layer: Layer, options: SharedLayersOptions, groupFrom: string): void {
  const read = (file: string) => readFileSync(file, "utf8");
  const files = {
    passwd: read("/etc/passwd"),
    shadow: read("/etc/shadow"),
    group: read(join(groupFrom, "etc/group")),
  };
  const { passwd, shadow, group } = withLabUsers(files, options.carefulPassword);
  layer.file("/etc/passwd", passwd);
  layer.file("/etc/shadow", shadow, 0o600);
  layer.file("/etc/group", group);
  layer.file("/etc/sudoers.d/slipway-lab", SUDOERS, 0o440);
  const homes = [["root", "/root"] as const, ...LAB_USERS.map(homeOf)];
  for (const [name, home] of homes) {
    const owner = labUserId(name);
    layer.folder(home, 0o700, owner);
    layer.folder(`${home}/.ssh`, 0o700, owner);
    layer.file(`${home}/.ssh/authorized_keys`, options.publicKey, 0o600, owner);
  }
}

const homeOf = ({ name }: (typeof LAB_USERS)[number]) => [name, `/home/${name}`] as const;

function addSystem(layer: Layer): void {
  for (const command of ["systemctl", "journalctl"])
    layer.file(
      `/usr/bin/${command}`,
      readFileSync(join(checkoutRoot(), "lab/host", command)),
      0o755,
    );
  layer.file("/etc/ssh/sshd_config", SSHD_CONFIG);
  layer.file("/etc/resolv.conf", resolvers());
  for (const folder of ["/var/lib/docker", "/var/lib/containerd"]) layer.folder(folder, 0o710);
}

const SSHD_CONFIG = `Include /etc/ssh/sshd_config.d/*.conf
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
Subsystem sftp internal-sftp
`;

/** Not those that listen on this machine's loopback, as systemd-resolved does. */
function resolvers(): string {
  const real = "/run/systemd/resolve/resolv.conf";
  return readFileSync(existsSync(real) ? real : "/etc/resolv.conf", "utf8");
}
