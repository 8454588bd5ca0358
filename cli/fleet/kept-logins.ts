import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { KeptTunnel } from "../../plugins/docker/client/ssh/kept-tunnel";
import { cacheDir } from "../../toolchain/paths";
import { UserError } from "../../toolchain/user-error";

/**
 * The folder of logins that are kept for the next command: whoever may enter it may use them, so it must be this
 * user's alone. Undefined where its path is too long for sockets.
 */
export function keptLoginsFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folder = join(cacheDir(env), "ssh");
  if (!KeptTunnel.fits(folder)) return undefined;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { mode, uid } = lstatSync(folder);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
    throw new UserError(
      `${folder}, where ssh logins are kept, can be entered by others: make it yours alone (\`chmod 700\`), or add --fresh-login.`,
    );
  return folder;
}
