import { existsSync } from "node:fs";
import { join } from "node:path";
import { localDir } from "../toolchain/paths";
import { STATE_DIR, usesLocalBackend } from "../toolchain/pulumi/environment";
import { runCli } from "../toolchain/pulumi/run-cli";
import type { Setup } from "../toolchain/setup";
import { UserError } from "../toolchain/user-error";

const PROJECT = "slipway";

/** Creates a stack that the backend does not have; costs nothing where the local one has it. */
export async function ensureStack({ root, cli, env }: Setup, stack: string): Promise<void> {
  if (!existsSync(join(root, "stacks", `Pulumi.${stack}.yaml`)))
    throw new UserError(
      `no stack "${stack}": stacks/Pulumi.${stack}.yaml does not exist; name one that does with --stack.`,
    );
  const state = join(localDir(root), STATE_DIR, ".pulumi/stacks", PROJECT, `${stack}.json`);
  if (usesLocalBackend(root, env) && existsSync(state)) return;
  const code = await runCli(root, cli, ["stack", "select", "--create", "--stack", stack], {
    env,
    cwd: root,
    stdio: ["inherit", 2, 2],
  });
  if (code !== 0)
    throw new UserError(`stack "${stack}" could not be created; the message above says why.`);
}
