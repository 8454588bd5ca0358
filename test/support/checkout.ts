import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/**
 * A copy of this repository's files in a temporary folder, with state of its own, for tests that edit the program, its
 * stacks or its examples. Shares node_modules with the repository.
 */
export class Checkout {
  readonly dir: string;

  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), "slipway-e2e-"));
    const list = execFileSync(
      "git",
      ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    for (const file of list.split("\0").filter(Boolean)) {
      mkdirSync(dirname(join(this.dir, file)), { recursive: true });
      cpSync(join(root, file), join(this.dir, file), { force: true, errorOnExist: false });
    }
    symlinkSync(join(root, "node_modules"), join(this.dir, "node_modules"));
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
  }

  /** Rewrites a file; throws where nothing changed, so that a test can't go on with an edit that missed. */
  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changed nothing`);
    this.write(file, after);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
