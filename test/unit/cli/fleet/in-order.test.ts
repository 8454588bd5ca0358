import { describe, expect, it } from "vitest";
import { inOrder } from "../../../../cli/fleet/in-order";

describe("the order of names", () => {
  it("must be as people count", () => {
    const sorted = [
      "db",
      "web-1",
      "web-2",
      "web-2-0a",
      "web-10",
      "web-10-1",
      "zone1-b",
      "zone01-c",
    ];
    expect([...sorted].reverse().sort(inOrder)).toEqual(sorted);
  });

  it("must tell names apart that count alike", () => {
    expect(inOrder("web-1", "web-01")).not.toBe(0);
    expect(inOrder("web-1", "web-1")).toBe(0);
  });
});
