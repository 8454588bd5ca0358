import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { allOnPath } from "../../toolchain/on-path";
import type { Layer } from "./layer";

const PACKAGES = /^(docker|containerd|runc|moby)/;
const COMMANDS = "docker dockerd docker-init docker-proxy docker-compose containerd runc ctr";
const FOLDERS = ["/usr/libexec/docker", "/usr/local/lib/docker", "/usr/local/libexec/docker"];
const SEARCH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";
const DPKG = "/var/lib/dpkg";
const DEB_SYSTEMD = "/var/lib/systemd/deb-systemd-helper-enabled";
const ENABLED = [
  "multi-user.target.wants/docker.service",
  "multi-user.target.wants/containerd.service",
  "sockets.target.wants/docker.socket",
];

/** Makes a machine look as if Docker had never been installed on it; apt can install it. */
export function hideDocker(layer: Layer): void {
  const info = existsSync(join(DPKG, "info")) ? readdirSync(join(DPKG, "info")) : [];
  const own = info.filter((file) => PACKAGES.test(file));
  const files = own
    .filter((file) => file.endsWith(".list"))
    .flatMap((file) => readFileSync(join(DPKG, "info", file), "utf8").split("\n"))
    // Documentation gives nothing away, and there is much of it.
    .filter((file) => file !== "" && !file.startsWith("/usr/share/"))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isDirectory() === false);
  layer.hide(
    [
      ...own.map((file) => join(DPKG, "info", file)),
      ...files,
      ...COMMANDS.split(" ").flatMap((command) => allOnPath(command, SEARCH)),
      ...FOLDERS.filter((folder) => existsSync(folder)),
      ...ENABLED.map((unit) => join("/etc/systemd/system", unit)),
      // What Debian's packages remember: that their services were once enabled, and by whom.
      ...ENABLED.map((unit) => join(DEB_SYSTEMD, unit)),
      ...ENABLED.map((unit) => join(DEB_SYSTEMD, `${basename(unit)}.dsh-also`)),
    ].map(real),
  );
  const status = join(DPKG, "status");
  if (existsSync(status)) layer.file(status, withoutPackages(readFileSync(status, "utf8")));
  for (const file of ["/etc/group", "/etc/gshadow"])
    layer.file(file, readFileSync(file, "utf8").replace(/^docker:.*\n/m, ""), 0o640);
}

/** dpkg's list of what is installed, without Docker and its kin. */
export function withoutPackages(status: string): string {
  return status
    .split("\n\n")
    .filter((stanza) => !PACKAGES.test(/^Package: (.*)$/m.exec(stanza)?.[1] ?? ""))
    .join("\n\n");
}

/** A layer must have a file where it really is, not below a link such as /lib. */
function real(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
}
