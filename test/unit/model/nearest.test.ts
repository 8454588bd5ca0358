import { describe, expect, it } from "vitest";
import { nearest } from "../../../model/nearest";

describe("nearest", () => {
  it.each([
    ["replcias", "replicas"],
    ["Image", "image"],
    ["comand", "command"],
    ["memoryMb", "memoryMib"],
  ])("takes %s for %s", (word, meant) => {
    expect(nearest(word, ["image", "command", "replicas", "memoryMib"])).toBe(meant);
  });

  it("offers nothing where nothing is near", () => {
    expect(nearest("banana", ["image", "command"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
});
