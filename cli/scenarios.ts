import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../toolchain/user-error";

const FOLDER = "test/e2e";

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

/** What to hand to vitest so that it runs these scenarios alone. */
export function scenarioFilters(root: string, wanted: string[]): string[] {
  const known = scenarios(root);
  const names = wanted.filter((arg) => !arg.startsWith("-"));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UserError(
      `no scenario ${unknown.map((name) => `"${name}"`).join(", ")} in ${FOLDER}; there are: ${known.join(", ") || "none"}.`,
    );
  return wanted.map((arg) => (arg.startsWith("-") ? arg : `${FOLDER}/${arg}/`));
}
