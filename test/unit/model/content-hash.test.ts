import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentTag, type BuildInputs, type ContextEntry } from "../../../model/content-hash";

const file = (path: string, content = "aa", mode = 0o644): ContextEntry => ({
  path,
  kind: "file",
  mode,
  content,
});
const base: BuildInputs = { dockerfile: "dd", args: { A: "1" }, entries: [file("a"), file("b")] };

describe("contentTag", () => {
  it("is 12 hex digits, the same whatever the order", () => {
    expect(contentTag(base)).toMatch(/^[0-9a-f]{12}$/);
    expect(contentTag({ ...base, entries: [...base.entries].reverse() })).toBe(contentTag(base));
    const args = { B: "2", A: "1" };
    expect(contentTag({ ...base, args })).toBe(contentTag({ ...base, args: { A: "1", B: "2" } }));
  });

  it.each<[string, Partial<BuildInputs>]>([
    ["the Dockerfile", { dockerfile: "de" }],
    ["a build argument", { args: { A: "2" } }],
    ["a build argument's name", { args: { B: "1" } }],
    ["the target", { target: "x" }],
    ["the platform", { platform: "linux/arm64" }],
    ["a file's bytes", { entries: [file("a", "ab"), file("b")] }],
    ["a file's mode", { entries: [file("a", "aa", 0o755), file("b")] }],
    ["a file's name", { entries: [file("a"), file("c")] }],
    ["a file that goes", { entries: [file("a")] }],
    ["a file that becomes a link", { entries: [{ ...file("a"), kind: "symlink" }, file("b")] }],
  ])("changes with %s", (_, change) => {
    expect(contentTag({ ...base, ...change })).not.toBe(contentTag(base));
  });

  it("never takes two lists of names for one another", () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 4 });
    fc.assert(
      fc.property(names, names, (one, other) => {
        const tag = (list: string[]) =>
          contentTag({ ...base, entries: list.map((name) => file(name)) });
        const same = JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
        expect(tag(one) === tag(other)).toBe(same);
      }),
    );
  });
});
