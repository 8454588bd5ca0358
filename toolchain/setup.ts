import { existsSync } from "node:fs";
import { join } from "node:path";
import { ensureBaseImage } from "./base-image/ensure-base-image";
import { ensureEngine, type Engine } from "./docker/ensure-engine";
import { bundle } from "./load-bundle.cjs";
import { checkoutRoot } from "./paths";
import { Progress } from "./progress";
import { ensureCli, type PulumiCli } from "./pulumi/ensure-cli";
import { ensureLocalBackend } from "./pulumi/local-backend";
import { ensureWrapper } from "./pulumi/wrapper";

const ENTRIES = [
  "plugins/docker/main.ts",
  "plugins/slipway/main.ts",
  "toolchain/language-host/main.ts",
  "toolchain/language-host/attached.ts",
  "toolchain/pulumi/wrapper-main.ts",
  "cli/slipway.ts",
];

export interface SetupOptions {
  /** Also an engine with the base image in it. Defaults to true. */
  engine?: boolean;
  /** Leaves out what was in place already. Defaults to false. */
  quiet?: boolean;
  /** What was done about the dependencies, which come before everything. */
  dependencies?: string;
}

export interface Setup {
  root: string;
  cli: PulumiCli;
  /** Set unless the engine was left out. */
  engine?: Engine;
  /** This process's variables. */
  env: NodeJS.ProcessEnv;
}

/** Brings a checkout to where `pulumi up` works. Everything in place already costs next to nothing. */
export async function setup(options: SetupOptions = {}): Promise<Setup> {
  const root = checkoutRoot();
  const progress = new Progress({ quiet: options.quiet });
  progress.done("dependencies", options.dependencies ?? "unchanged");
  const cli = await ensureCli(root, progress);
  ensureLocalBackend(root, progress);
  ensureWrapper(root);
  for (const entry of ENTRIES) if (existsSync(join(root, entry))) bundle(entry);
  if (options.engine === false) return { root, cli, env: process.env };
  const engine = await ensureEngine(progress);
  await ensureBaseImage(engine.endpoint, progress);
  // The plugins find the engine by the same rules. A DOCKER_HOST set here would stand in the state of the stack, as
  // the SDK reads it, and a plain `pulumi up` without it would then see a change.
  return { root, cli, engine, env: process.env };
}
