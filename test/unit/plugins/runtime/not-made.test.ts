import { describe, expect, it } from "vitest";

import { asSent, refuseNotMade } from "../../../../plugins/runtime/not-made";
import { UNKNOWN } from "../../../../plugins/runtime/resource";
import { NOT_MADE } from "../../../../plugins/runtime/signatures";
import { readStruct } from "../../../../plugins/runtime/wire/struct-reader";
import { writeStruct } from "../../../../plugins/runtime/wire/struct-writer";

const sent = writeStruct({ name: NOT_MADE, networks: [{ name: NOT_MADE }], image: "busybox" });

describe("inputs that aren't there because what they come from failed", () => {
  it("must be unknown to a resource", () => {
    expect(readStruct(sent)).toEqual({
      name: UNKNOWN,
      networks: [{ name: UNKNOWN }],
      image: "busybox",
    });
  });

  it("must go out as they came in, and plain unknowns as those", () => {
    const answer = writeStruct(readStruct(sent));
    expect(answer.equals(sent)).toBe(false);
    expect(asSent(sent, answer).equals(sent)).toBe(true);
    expect(asSent(answer, answer)).toBe(answer);
    expect(asSent(undefined, answer)).toBe(answer);
  });

  it("must make nothing", () => {
    expect(() => refuseNotMade(sent, "docker.Network 'net'")).toThrow(
      "docker.Network 'net' is left as it is: what its inputs come from failed.",
    );
    expect(() => refuseNotMade(writeStruct({ name: UNKNOWN }), "it")).not.toThrow();
  });
});
