import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { localDir } from "../paths";
import type { PulumiCli } from "./ensure-cli";
import { LANGUAGE_HOST_VARIABLE } from "./wanted";

export const STATE_DIR = "state";
export const PASSPHRASE_FILE = "passphrase";

/** `file://` URL of the checkout's own backend. */
export function localBackend(root: string): string {
  return `file://${join(localDir(root), STATE_DIR)}`;
}

/** True where the user named no other backend. */
export function usesLocalBackend(root: string, env: NodeJS.ProcessEnv): boolean {
  const url = env.PULUMI_BACKEND_URL ?? "";
  return url === "" || url === localBackend(root);
}

/** The variables that the CLI gets beyond the user's own, which always win. */
export function cliEnvironment(
  root: string,
  cli: PulumiCli,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const unset = (name: string) => (env[name] ?? "") === "";
  const added: Record<string, string> = {};
  if (unset("PULUMI_SKIP_UPDATE_CHECK")) added.PULUMI_SKIP_UPDATE_CHECK = "true";
  if (usesLocalBackend(root, env)) {
    added.PULUMI_BACKEND_URL = localBackend(root);
    // The salt is kept in the state, and not in the stack file that git tracks: see stack-files.ts.
    if (unset("PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"))
      added.PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER = "true";
    const file = join(localDir(root), PASSPHRASE_FILE);
    // An empty PULUMI_CONFIG_PASSPHRASE counts as set: somebody chose it.
    if (
      env.PULUMI_CONFIG_PASSPHRASE === undefined &&
      unset("PULUMI_CONFIG_PASSPHRASE_FILE") &&
      existsSync(file)
    )
      added.PULUMI_CONFIG_PASSPHRASE_FILE = file;
  }
  if (cli.ownLanguageHost) {
    const bin = join(root, "toolchain/language-host/bin");
    if (cli.source === "Go modules")
      added[LANGUAGE_HOST_VARIABLE] = join(bin, "pulumi-language-nodejs");
    else added.PATH = [bin, env.PATH ?? ""].join(delimiter);
    // Where the CLI had to be built its plugins can't be downloaded either; without this it tries
    // so for each package of the program at each run, also for those of other stacks.
    if (cli.source === "Go modules" && unset("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"))
      added.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION = "true";
  }
  return added;
}
