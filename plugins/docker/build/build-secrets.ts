import { accessSync, constants, readFileSync } from "node:fs";

import type { CheckFailure } from "../../runtime/resource";
import type { BuildSecret } from "./build-spec";

/** Secrets come from a file, or from a variable of the environment, as with `docker build --secret`. */
export function missingSecrets(secrets: readonly BuildSecret[]): CheckFailure[] {
  return secrets.flatMap(({ src, env }, index) => {
    const at = `build.secrets[${index}]`;
    if ((src === undefined) === (env === undefined))
      return [{ property: at, reason: "either `src` or `env` is needed" }];
    if (env !== undefined)
      return process.env[env] === undefined
        ? [{ property: `${at}.env`, reason: `the environment has no variable ${env}` }]
        : [];
    try {
      accessSync(src!, constants.R_OK);
      return [];
    } catch {
      return [{ property: `${at}.src`, reason: `the file ${src} can't be read` }];
    }
  });
}

/** Their values by id. They go to BuildKit alone, never into state. */
export function readSecrets(secrets: readonly BuildSecret[]): Record<string, Buffer> {
  return Object.fromEntries(
    secrets.map(({ id, src, env }) => [
      id,
      src === undefined ? Buffer.from(process.env[env ?? ""] ?? "") : readFileSync(src),
    ]),
  );
}
