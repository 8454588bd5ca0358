import { delimiter, dirname } from "node:path";
import { wrapperPath } from "../toolchain/pulumi/wrapper";
import type { Setup } from "../toolchain/setup";

/** What tests get beyond the set-up's own variables: `SLIPWAY_PULUMI`, the CLI command to run. */
export function testEnvironment({ root, env }: Setup): NodeJS.ProcessEnv {
  const pulumi = wrapperPath(root);
  return {
    ...env,
    SLIPWAY_PULUMI: pulumi,
    PATH: [dirname(pulumi), env.PATH ?? ""].join(delimiter),
  };
}
