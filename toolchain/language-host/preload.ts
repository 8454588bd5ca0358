import { join } from "node:path";
import { checkoutRoot } from "../paths";

/** Arguments for node that come before a program's own: see inspect-errors.cjs. */
export function preload(): string[] {
  return ["--require", join(checkoutRoot(), "toolchain/inspect-errors.cjs")];
}
