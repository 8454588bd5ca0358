import { describe, expect, it } from "vitest";
import { Prefixes, wantsColour } from "../../../../cli/fleet/prefixes";

describe("Prefixes", () => {
  it("must be of one width", () => {
    const prefixes = new Prefixes(["web-1", "db"], false);
    expect([prefixes.of("db"), prefixes.of("web-1")]).toEqual(["db    | ", "web-1 | "]);
  });

  it("must give each name a colour that it keeps", () => {
    const prefixes = new Prefixes(["a", "b"], true);
    expect(prefixes.of("a")).toBe("\u001b[36ma | \u001b[0m");
    expect(prefixes.of("b")).not.toContain("[36m");
    expect(prefixes.of("a")).toContain("[36m");
  });
});

describe("wantsColour", () => {
  it("must be for terminals, unless NO_COLOR is set", () => {
    expect(wantsColour({ isTTY: true }, {})).toBe(true);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: "1" })).toBe(false);
    expect(wantsColour({}, {})).toBe(false);
  });
});
