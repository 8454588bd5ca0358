import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A folder that is laid over this machine's root: what is in it is what a host has in that place. */
export class Layer {
  constructor(readonly dir: string) {
    mkdirSync(dir, { recursive: true });
    chmodSync(dir, 0o755);
  }

  /** @param mode of the folder itself; those above it are everybody's to enter. */
  folder(path: string, mode = 0o755, owner = 0): void {
    const target = join(this.dir, path);
    if (existsSync(target)) return;
    if (path !== "/" && path !== ".") this.folder(dirname(path));
    mkdirSync(target, { recursive: true });
    // Whatever the umask is.
    chmodSync(target, mode);
    chownSync(target, owner, owner);
  }

  file(path: string, text: string | Buffer, mode = 0o644, owner = 0): void {
    this.folder(dirname(path));
    const target = join(this.dir, path);
    writeFileSync(target, text);
    chmodSync(target, mode);
    chownSync(target, owner, owner);
  }

  /** Makes files and folders of the layers below vanish: what has a device 0,0 in its place isn't there. */
  hide(paths: readonly string[]): void {
    for (const path of paths) this.folder(dirname(path));
    execFileSync("xargs", ["-0", "-r", "-n", "1", "sh", "-c", 'mknod "$1" c 0 0', "sh"], {
      input: [...new Set(paths)].map((path) => join(this.dir, path)).join("\0"),
    });
  }
}
