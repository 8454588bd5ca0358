import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../toolchain/user-error";

export const FOLDER = "test/e2e";

/** The folders of test/e2e that hold tests. */
export function scenarios(root: string): string[] {
  const folder = join(root, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => readdirSync(join(folder, name)).some((file) => file.endsWith(".e2e.ts")))
    .sort();
}

/** Splits arguments into scenarios, all where none is named, and options. */
export function wantedScenarios(
  root: string,
  args: readonly string[],
): { names: string[]; options: string[] } {
  const known = scenarios(root);
  const names = args.filter((arg) => !arg.startsWith("-"));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UserError(
      `no scenario ${unknown.map((name) => `"${name}"`).join(", ")} in ${FOLDER}; there are: ${known.join(", ") || "none"}.`,
    );
  return {
    names: names.length > 0 ? names : known,
    options: args.filter((arg) => arg.startsWith("-")),
  };
}
