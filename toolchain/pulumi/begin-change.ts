import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownerOf } from "../../plugins/runtime/owner";
import { localDir } from "../paths";
import { watchLeftBehind } from "./left-behind";

/**
 * Notes that a command that changes a stack has begun. Call what it returns when the command has succeeded: it takes the
 * note away, and where one was left by a command that was killed or failed before, it first removes what that one left
 * on the engine. So only then does anybody have to look there.
 *
 * @returns what was removed.
 */
export function beginChange(root: string, backendUrl: string): () => Promise<string[]> {
  const folder = join(localDir(root), "unfinished");
  const note = join(folder, ownerOf({ PULUMI_BACKEND_URL: backendUrl }));
  const removeLeftBehind = existsSync(note) ? watchLeftBehind(backendUrl) : undefined;
  mkdirSync(folder, { recursive: true });
  writeFileSync(note, "");
  return async () => {
    const removed = (await removeLeftBehind?.()) ?? [];
    rmSync(note, { force: true });
    return removed;
  };
}
