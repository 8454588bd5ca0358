import { existsSync } from "node:fs";

import { aptInstall } from "../toolchain/apt-install";
import { onPath } from "../toolchain/on-path";
import { canInstallPackages } from "../toolchain/privileges";
import { UserError } from "../toolchain/user-error";

/** Commands that a lab runs on this machine or on its hosts, and the Debian packages that they are in. */
const PACKAGES = {
  dockerd: "docker.io",
  docker: "docker.io",
  sshd: "openssh-server",
  ssh: "openssh-client",
  sudo: "sudo",
  ip: "iproute2",
  tc: "iproute2",
  iptables: "iptables",
  openssl: "openssl",
  nsenter: "util-linux",
  unshare: "util-linux",
} as const;

/** What hosts that are Kubernetes nodes run besides, and the Debian packages that it is in. */
const NODE_PACKAGES = {
  "/usr/lib/cni/bridge": "containernetworking-plugins",
  "/bin/busybox": "busybox-static",
} as const;

const PATH = `${process.env.PATH}:/usr/local/sbin:/usr/sbin:/sbin`;

export function requireRoot(): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    throw new UserError(
      "a lab makes network namespaces and mounts on this machine, which takes Linux and root rights; run it with sudo.",
    );
}

/** Installs what a lab needs, where that may be done; else says what is missing. */
export async function ensureMachinePackages(): Promise<void> {
  requireRoot();
  const missing = Object.entries(PACKAGES).filter(([command]) => !onPath(command, PATH));
  await install(missing);
}

/** As {@link ensureMachinePackages}, for hosts that are Kubernetes nodes. */
export async function ensureNodePackages(): Promise<void> {
  await install(Object.entries(NODE_PACKAGES).filter(([file]) => !existsSync(file)));
}

async function install(missing: [string, string][]): Promise<void> {
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map(([, name]) => name))];
  if (!canInstallPackages())
    throw new UserError(
      `a lab needs ${missing.map(([what]) => what).join(", ")}; install the packages ` +
        `${packages.join(", ")} (so they are called on Debian and Ubuntu).`,
    );
  await aptInstall(packages);
}
