import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { localDir } from "../paths";

const SALT = /^encryptionsalt:.*\n?/m;

/**
 * Keeps `encryptionsalt` out of the stack files that git tracks.
 *
 * With the passphrase provider the CLI writes the salt of *this* person's passphrase into
 * `stacks/Pulumi.<stack>.yaml` at every command, and lays the file out anew. In git it would make
 * the stack fail for everybody else. The salt is in the state as well, so we put the file back
 * afterwards. The text from before is kept in `.slipway/stack-files` for as long as a command
 * runs: after a kill -9 the next command finds it there.
 */
export function guardStackFiles(root: string): { restore(): void } {
  const journal = join(localDir(root), "stack-files");
  const folder = join(root, "stacks");
  for (const name of stackFiles(journal)) {
    const kept = readIfThere(join(journal, name));
    if (kept !== undefined) restore(join(folder, name), kept);
    rmSync(join(journal, name), { force: true });
  }
  mkdirSync(journal, { recursive: true });
  const before = new Map<string, string>();
  for (const name of stackFiles(folder)) {
    const text = readFileSync(join(folder, name), "utf8");
    // A salt that is there before any command of ours is the team's own: not our business.
    if (SALT.test(text)) continue;
    before.set(name, text);
    writeWhole(join(journal, name), text);
  }
  return {
    restore() {
      for (const [name, text] of before) {
        restore(join(folder, name), text);
        rmSync(join(journal, name), { force: true });
      }
    },
  };
}

function restore(file: string, before: string): void {
  const after = readIfThere(file);
  if (after === undefined) return;
  const restored = withoutSalt(before, after);
  if (restored !== after) writeWhole(file, restored);
}

function stackFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => /^Pulumi\..+\.ya?ml$/.test(name));
}

function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * What a stack file should hold after a command: the text from `before`, to the byte, where the
 * command added nothing but a salt; else (`pulumi config set`) the new text less the salt.
 */
export function withoutSalt(before: string, after: string): string {
  if (!SALT.test(after)) return after;
  const stripped = after.replace(SALT, "");
  return isDeepStrictEqual(meaning(before), meaning(stripped)) ? before : stripped;
}

/** A stack file's content as the CLI sees it: top-level scalars of `config` are strings to it. */
function meaning(text: string): unknown {
  const file = (parse(text) as Record<string, unknown> | null) ?? {};
  const config = file.config;
  if (config === null || config === undefined) return { ...file, config: {} };
  if (typeof config !== "object") return file;
  const entries = Object.entries(config).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === "object" ? value : String(value as string | number | boolean),
  ]);
  return { ...file, config: Object.fromEntries(entries) as Record<string, unknown> };
}
