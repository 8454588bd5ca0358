import { createRequire } from "node:module";
import { join } from "node:path";

/** Path of a module of the SDK as the program in `folder` would load it. */
export function locateModule(name: string, folder: string, install: string): string {
  try {
    return createRequire(join(folder, "program.js")).resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(
      `the Pulumi SDK is not installed for the program in ${folder} (no ${name}); run ${install}.`,
      { cause: error },
    );
  }
}
