import { readContext } from "../../../build-context/read-context";
import { contentTag } from "../../../model/content-hash";
import type { CheckFailure } from "../../runtime/resource";
import type { Comparison } from "../diff/comparison";

/**
 * Stands among a build's inputs beside what the program wrote, as with the official plugin, so that a changed file is
 * a change that a preview shows.
 */
export const CONTEXT_DIGEST = "contextDigest";

/** A hash of every file that a build would send; a context that can't be built from is a mistake. */
export function contextDigest(
  context: string,
  dockerfile: string,
  fail: (failure: CheckFailure) => void,
): string | undefined {
  try {
    return contentTag({ ...readContext(context, dockerfile), args: {} });
  } catch (error) {
    fail({ property: "build.context", reason: (error as Error).message });
    return undefined;
  }
}

/** Where none is known from before, nothing is known to have changed. */
export const digestComparison: Comparison = {
  canonical: (value) => value,
  differences: (path, before, after) =>
    before === undefined || after === undefined || before === after
      ? []
      : [{ path, kind: "update" }],
};
