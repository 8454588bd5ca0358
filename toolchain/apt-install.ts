import type { Note } from "./progress";
import { runCommand, tryCommand } from "./run-command";

const ENV = { DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C.UTF-8" };

/** Installs Debian packages; refreshes the package lists first. */
export async function aptInstall(packages: string[], note?: Note): Promise<void> {
  const env = { ...process.env, ...ENV };
  const install = [
    "install",
    "-y",
    "--no-install-recommends",
    "-o",
    "DPkg::Lock::Timeout=120",
    ...packages,
  ];
  // A single broken third-party source must not stop us, so the update's result isn't decisive.
  await tryCommand("apt-get", ["update"], { env, note });
  await runCommand("apt-get", install, `could not install ${packages.join(", ")}`, { env, note });
}
