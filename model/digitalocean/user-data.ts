import type { OpensshKey } from "../openssh-key";

export interface UserDataSpec {
  /** What the droplet shows to whoever logs in. */
  hostKey: OpensshKey;
  /** First content of /etc/docker/daemon.json. Defaults to {@link DAEMON}. */
  daemon?: Readonly<Record<string, unknown>>;
}

/** Logs that don't fill the disk. */
export const DAEMON: Readonly<Record<string, unknown>> = Object.freeze({
  "log-driver": "json-file",
  "log-opts": { "max-size": "10m", "max-file": "3" },
});

/** The address at which a droplet reads its own user data, in every cloud. */
const METADATA = "169.254.169.254";
const RULE = `PREROUTING -d ${METADATA} -j DROP`;

/**
 * What a droplet does at its first boot, for cloud-init: takes its host key, and installs Docker. At every boot it keeps
 * containers from the metadata, which has the key: only what a container sends goes through PREROUTING.
 */
export function userData({ hostKey, daemon }: UserDataSpec): string {
  const config = {
    bootcmd: [`iptables -t raw -C ${RULE} || iptables -t raw -I ${RULE}`],
    ssh_deletekeys: true,
    ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey },
    write_files: [
      {
        path: "/etc/docker/daemon.json",
        content: `${JSON.stringify(daemon ?? DAEMON, undefined, 2)}\n`,
        permissions: "0644",
      },
    ],
    package_update: true,
    packages: ["docker.io", "iptables"],
    runcmd: [
      // Before there was iptables.
      `iptables -t raw -C ${RULE} || iptables -t raw -I ${RULE}`,
      "systemctl enable --now docker",
    ],
  };
  // Every JSON is YAML.
  return `#cloud-config\n${JSON.stringify(config, undefined, 1)}\n`;
}
