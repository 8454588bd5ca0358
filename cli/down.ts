import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { STATE_DIR, usesLocalBackend } from "../toolchain/pulumi/environment";
import { localDir } from "../toolchain/paths";
import { runCli } from "../toolchain/pulumi/run-cli";
import { setup } from "../toolchain/setup";
import { ensureStack } from "./ensure-stack";
import { DEFAULT_STACK, stackOption } from "./stack-option";
import type { Word } from "./word";

interface Checkpoint {
  checkpoint?: { latest?: { resources?: { type: string }[] } };
}

/** How many resources the local backend still knows of; undefined where it can't be told from here. */
function resourcesLeft(root: string, env: NodeJS.ProcessEnv, stack: string): number | undefined {
  const file = join(localDir(root), STATE_DIR, ".pulumi/stacks/slipway", `${stack}.json`);
  if (!usesLocalBackend(root, env) || !existsSync(file)) return undefined;
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
  return (checkpoint?.latest?.resources ?? []).filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .length;
}

/** `npm run down`: destroys what `up` made, its volumes included, and says what is left. */
export const main: Word = async (args, { dependencies }) => {
  const done = await setup({ quiet: true, dependencies });
  const { root, cli, env } = done;
  const stack = stackOption(args) ?? DEFAULT_STACK;
  await ensureStack(done, stack);
  const named = stackOption(args) === undefined ? ["--stack", stack] : [];
  const ours = ["destroy", "--yes", ...(stack === DEFAULT_STACK ? ["--skip-preview"] : [])];
  const code = await runCli(root, cli, [...ours, ...named, ...args], { env, cwd: root });
  const left = resourcesLeft(root, env, stack);
  if (left === 0)
    process.stdout.write(
      `Nothing of stack ${stack} is left. Its configuration and history stay; images stay as a build cache.\n`,
    );
  else if (left !== undefined)
    process.stdout.write(
      `${left} resources of stack ${stack} are left; npm run pulumi -- stack --stack ${stack} names them.\n`,
    );
  return code;
};
