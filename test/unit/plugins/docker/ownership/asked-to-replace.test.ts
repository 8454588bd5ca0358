import { describe, expect, it } from "vitest";

import {
  askedToReplace,
  REPLACE_VARIABLE,
} from "../../../../../plugins/docker/ownership/asked-to-replace";
import { replaceOptions } from "../../../../../toolchain/pulumi/replace-option";

const URN = "urn:pulumi:dev::slipway::docker:index/container:Container::web-0";

describe("a resource that is to be replaced", () => {
  it.each([
    [URN, true],
    ["**::web-0", true],
    ["urn:pulumi:dev::slipway::docker:index/container:Container::web-*", true],
    ["**::web-1", false],
    ["urn:*::web-0", false],
    ["", false],
  ])("must be told by a URN or a pattern as Pulumi has it: %s", (pattern, expected) => {
    expect(askedToReplace(URN, { [REPLACE_VARIABLE]: `urn:other\n${pattern}` })).toBe(expected);
  });

  it("must be read from the command line in all its forms", () => {
    const args = [
      "up",
      "--replace",
      "a",
      "--target-replace=b",
      "--replace=c=d",
      "--",
      "--replace",
      "e",
    ];
    expect(replaceOptions(args)).toEqual(["a", "b", "c=d"]);
    expect(replaceOptions(["up", "--replace"])).toEqual([]);
  });
});
