import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aptInstall } from "../apt-install";
import { withFileLock } from "../file-lock.cjs";
import { onPath } from "../on-path";
import { cacheDir } from "../paths";
import { canInstallPackages } from "../privileges";
import type { Note } from "../progress";
import { runCommand } from "../run-command";
import { UserError } from "../user-error";
import { machineSources, proxySettings, SUITE } from "./apt-sources";

/** Raise when what goes into the image changes, so that cached ones are made anew. */
const RECIPE = 2;

/** What Debian's own slim image leaves out. */
const LEFT_OUT = ["man", "info", "locale", "groff", "lintian", "linda", "doc"].map(
  (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
);

const POLICY_RC =
  "#!/bin/sh\n# Packages must not start services while an image is built.\nexit 101\n";
const KEEP_SMALL = [
  'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };',
  'Acquire::Languages "none";',
  'Apt::AutoRemove::SuggestsImportant "false";',
];

/**
 * Makes a root file system like that of `debian:bookworm-slim` from Debian's packages and returns
 * its tar file; the cached one where the same was made before. About a minute.
 */
export async function makeRootfs(note: Note): Promise<string> {
  const sources = machineSources();
  const proxies = await proxySettings();
  const key = createHash("sha256")
    .update(JSON.stringify([RECIPE, process.arch, sources, proxies]))
    .digest("hex")
    .slice(0, 16);
  const folder = join(cacheDir(), "base", key);
  const tar = join(folder, `${SUITE}-slim.tar`);
  if (existsSync(tar)) return tar;
  return withFileLock(
    join(cacheDir(), "base", `${key}.lock`),
    async () => {
      if (!existsSync(tar)) await build(folder, tar, sources, proxies, note);
      return tar;
    },
    (pid) => note(`waiting for another set-up (pid ${pid}) to make it`),
  );
}

async function build(
  folder: string,
  tar: string,
  sources: string[] | undefined,
  proxies: string[],
  note: Note,
): Promise<void> {
  await needMmdebstrap(note);
  const work = `${folder}.tmp-${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    writeFileSync(join(work, "policy-rc.d"), POLICY_RC, { mode: 0o755 });
    writeFileSync(join(work, "slim.conf"), [...KEEP_SMALL, ...proxies, ""].join("\n"));
    const output = join(work, `${SUITE}-slim.tar`);
    const args = [
      "--mode=root",
      "--variant=minbase",
      // Or mmdebstrap takes away at the end the policy-rc.d that we put in.
      "--skip=chroot/policy-rc.d",
      ...proxies.map((line) => `--aptopt=${line}`),
      ...LEFT_OUT,
      "--dpkgopt=path-include=/usr/share/doc/*/copyright",
      `--customize-hook=upload ${join(work, "policy-rc.d")} /usr/sbin/policy-rc.d`,
      `--customize-hook=upload ${join(work, "slim.conf")} /etc/apt/apt.conf.d/docker-slim`,
      SUITE,
      output,
      ...(sources === undefined ? [] : ["-"]),
    ];
    await runCommand("mmdebstrap", args, "could not make a base image from Debian packages", {
      note,
      ...(sources !== undefined && { input: `${sources.join("\n")}\n` }),
    });
    mkdirSync(folder, { recursive: true });
    renameSync(output, tar);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function needMmdebstrap(note: Note): Promise<void> {
  const keyring = existsSync("/usr/share/keyrings/debian-archive-keyring.gpg");
  if (process.getuid?.() === 0 && onPath("mmdebstrap") !== undefined && keyring) return;
  if (!canInstallPackages())
    throw new UserError(
      "the base image debian:bookworm-slim is not in the Docker engine and Docker Hub cannot be " +
        "reached; make it once as root on Debian or Ubuntu (sudo npm run setup), or load it from " +
        "a machine that has it (docker save debian:bookworm-slim | docker load).",
    );
  note("installing mmdebstrap");
  await aptInstall(["mmdebstrap", "debian-archive-keyring"], note);
}
