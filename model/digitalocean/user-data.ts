import type { OpensshKey } from "../openssh-key";

export interface UserDataSpec {
  /** What the droplet shows to whoever logs in. */
  hostKey: OpensshKey;
  /** First content of /etc/docker/daemon.json. Defaults to {@link DAEMON}. */
  daemon?: Readonly<Record<string, unknown>>;
  /** Volumes by what DigitalOcean calls them, and where they are mounted. They have a file system. Defaults to none. */
  volumes?: readonly { name: string; path: string }[];
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
 * What a droplet does at its first boot, for cloud-init: takes its host key, mounts its volumes, and installs Docker. At every
 * boot it keeps containers from the metadata, which has the key: only what a container sends goes through PREROUTING.
 */
export function userData({ hostKey, daemon, volumes = [] }: UserDataSpec): string {
  const config = {
    bootcmd: [
      `iptables -t raw -C ${RULE} || iptables -t raw -I ${RULE}`,
      ...volumes.flatMap(mountCommands),
    ],
    ssh_deletekeys: true,
    ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey },
    write_files: [
      {
        path: "/etc/docker/daemon.json",
        content: `${JSON.stringify(daemon ?? DAEMON, undefined, 2)}\n`,
        permissions: "0644",
      },
      // Without its disk, nothing is written to the folder beneath.
      ...(volumes.length === 0
        ? []
        : [
            {
              path: "/etc/systemd/system/docker.service.d/volumes.conf",
              content: `[Unit]\nRequiresMountsFor=${volumes.map(({ path }) => path).join(" ")}\n`,
              permissions: "0644",
            },
          ]),
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

const DEVICE_SECONDS = 120;

/** Before Docker comes, and at each boot: where the volume has grown, its file system does too. */
function mountCommands({ name, path }: { name: string; path: string }): string[] {
  const device = `/dev/disk/by-id/scsi-0DO_Volume_${name}`;
  return [
    `mkdir -p ${path}; grep -qF "${device} " /etc/fstab || echo "${device} ${path} ext4 defaults,nofail,discard 0 2" >>/etc/fstab`,
    `timeout ${DEVICE_SECONDS} sh -c "until [ -e ${device} ]; do sleep 1; done"`,
    // At later boots systemd has mounted it already.
    `systemctl daemon-reload; mountpoint -q ${path} || e2fsck -fp ${device}; resize2fs ${device}; mountpoint -q ${path} || mount ${path}`,
  ];
}
