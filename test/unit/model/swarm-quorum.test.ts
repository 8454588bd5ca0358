import { describe, expect, it } from "vitest";

import { losesQuorum, managerCountWarning, managersMistake } from "../../../model/swarm-quorum";

describe("managersMistake", () => {
  it.each<[string[], string[]]>([
    [["a"], ["a", "b", "c"]],
    [
      ["a", "b", "c"],
      ["b", "c", "d"],
    ],
    [["a", "b"], ["a"]],
    [
      ["a", "b", "c", "d", "e"],
      ["a", "b", "c"],
    ],
  ])("lets %j become %j", (before, after) => {
    expect(managersMistake(before, after)).toBeUndefined();
  });

  it("refuses to take out more than the quorum bears", () => {
    expect(managersMistake(["a", "b", "c"], ["a"])).toBe(
      "2 of 3 managers (b, c) would stop being managers at once, which puts the quorum of 2 at risk: take out at most 1 in one `up`",
    );
    expect(managersMistake(["a", "b", "c", "d", "e"], ["a", "b", "x", "y", "z"])).toContain(
      "3 of 5 managers (c, d, e)",
    );
    expect(managersMistake(["a", "b", "c", "d"], ["a", "b"])).toContain("at most 1");
  });

  it("refuses to swap the only manager for another", () => {
    expect(managersMistake(["a"], ["b"])).toContain("a is the only manager");
  });
});

it("warns of an even number of managers, which bears no more than one less", () => {
  expect(managerCountWarning(4)).toContain("4 managers stand no more losses than 3, as 3 of them");
  expect([1, 3, 5].map(managerCountWarning)).toEqual([undefined, undefined, undefined]);
});

describe("losesQuorum", () => {
  const members = (...reachable: boolean[]) =>
    reachable.map((each, index) => ({ id: String(index), reachable: each }));

  it("counts those that answer among those that are left", () => {
    expect(losesQuorum(members(true, true, true), "0")).toBe(false);
    expect(losesQuorum(members(true, true, false), "0")).toBe(true);
    expect(losesQuorum(members(true, true, false), "2")).toBe(false);
    expect(losesQuorum(members(true, true), "0")).toBe(false);
    expect(losesQuorum(members(true), "0")).toBe(true);
  });
});
