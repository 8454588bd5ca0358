import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { localDir } from "../paths";
import { WRAPPER_MARK } from "./wanted";

// Relative to itself, so that a checkout can be moved.
const TEXT = `#!/usr/bin/env node
"use strict";
// ${WRAPPER_MARK}: the Pulumi CLI with this checkout's state and passphrase. Written by npm run setup.
require("../../toolchain/load-bundle.cjs")("toolchain/pulumi/wrapper-main.ts");
`;

const SLIPWAY = `#!/usr/bin/env node
"use strict";
// Written by npm run setup.
require("../../toolchain/slipway.cjs");
`;

/** Path of the `pulumi` command that set-up writes into the checkout. */
export function wrapperPath(root: string): string {
  return join(localDir(root), "bin/pulumi");
}

/** Writes the commands of `.slipway/bin`: `pulumi`, and `slipway` beside it. */
export function ensureWrapper(root: string): void {
  write(wrapperPath(root), TEXT);
  write(join(localDir(root), "bin/slipway"), SLIPWAY);
}

function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, text);
  chmodSync(temporary, 0o755);
  renameSync(temporary, file);
}
