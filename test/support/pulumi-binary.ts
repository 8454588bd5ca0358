import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The Pulumi CLI to test with: `SLIPWAY_PULUMI`, else the one on PATH. Throws where there is none. */
export function pulumiBinary(): string {
  const given = process.env["SLIPWAY_PULUMI"];
  if (given !== undefined && given !== "") {
    if (isExecutable(given)) return given;
    throw new Error(
      `SLIPWAY_PULUMI is ${given}, which can't be run: give the path of a Pulumi CLI`,
    );
  }
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const file = join(folder, "pulumi");
    if (isExecutable(file)) return file;
  }
  throw new Error(
    "no Pulumi CLI: run `npm run setup` and `npm test`, or set SLIPWAY_PULUMI to its path",
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
