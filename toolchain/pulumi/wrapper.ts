import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localDir } from "../paths";
import { WRAPPER_MARK } from "./wanted";

// Relative to itself, so that a checkout can be moved.
const TEXT = `#!/usr/bin/env node
"use strict";
// ${WRAPPER_MARK}: the Pulumi CLI with this checkout's state and passphrase. Written by npm run setup.
require("../../toolchain/load-bundle.cjs")("toolchain/pulumi/wrapper-main.ts");
`;

/** Path of the `pulumi` command that set-up writes into the checkout. */
export function wrapperPath(root: string): string {
  return join(localDir(root), "bin/pulumi");
}

export function ensureWrapper(root: string): void {
  const file = wrapperPath(root);
  if (existsSync(file) && readFileSync(file, "utf8") === TEXT) return;
  mkdirSync(join(localDir(root), "bin"), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, TEXT);
  chmodSync(temporary, 0o755);
  renameSync(temporary, file);
}
