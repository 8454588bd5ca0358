import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import Docker from "dockerode";
import { pack } from "tar-stream";

const REPOSITORY = "slipway-test-busybox";
const TAG = "1";
const BUSYBOX = "/bin/busybox";

/**
 * An image of 2 MB with Debian's static busybox (sh, httpd, wget, …), made without any registry of images.
 * Its commands are searched in /bin. Made once an engine.
 *
 * @returns the image's name.
 */
export async function ensureBusyboxImage(docker = new Docker()): Promise<string> {
  const name = `${REPOSITORY}:${TAG}`;
  try {
    await docker.getImage(name).inspect();
    return name;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  }
  ensureBusybox();
  const applets = execFileSync(BUSYBOX, ["--list"], { encoding: "utf8" }).trim().split("\n");
  const archive = pack();
  archive.entry({ name: "tmp/", type: "directory", mode: 0o1777 });
  archive.entry({ name: "bin/busybox", mode: 0o755 }, readFileSync(BUSYBOX));
  for (const applet of applets.filter((each) => each !== "busybox"))
    archive.entry({ name: `bin/${applet}`, type: "symlink", linkname: "busybox" });
  archive.finalize();
  const progress = await docker.importImage(archive as never, {
    repo: REPOSITORY,
    tag: TAG,
    changes: "ENV PATH=/bin",
  });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error ? reject(error) : resolve()));
  });
  return name;
}

function ensureBusybox(): void {
  if (existsSync(BUSYBOX)) return;
  execFileSync("apt-get", ["install", "--yes", "--quiet", "busybox-static"], {
    stdio: "inherit",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
