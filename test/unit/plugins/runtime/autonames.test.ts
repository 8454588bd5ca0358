import { expect, test } from "vitest";
import { Autonames, type AutonamesOptions } from "../../../../plugins/runtime/autonames";

function names(options: Partial<AutonamesOptions> = {}): Autonames {
  return new Autonames({ name: "web", urn: "urn:web", seed: Buffer.alloc(32, 1), ...options });
}

test("a new name is the logical one with seven hex digits, the same for the same seed", () => {
  const name = names().name("name");
  expect(name).toMatch(/^web-[0-9a-f]{7}$/);
  expect(names().name("name")).toBe(name);
  expect(names({ seed: Buffer.alloc(32, 2) }).name("name")).not.toBe(name);
  expect(names().name("hostname")).not.toBe(name);
});

test("without a seed it is random", () => {
  const seed = Buffer.alloc(0);
  expect(names({ seed }).name("name")).not.toBe(names({ seed }).name("name"));
});

test("an old autoname stays", () => {
  const oldInputs = { name: "web-0123abc" };
  expect(names({ oldInputs, oldAutonamed: ["name"] }).name("name")).toBe("web-0123abc");
  expect(names({ oldInputs }).name("name")).toBe("web-0123abc");
});

test("a name the user took back doesn't stay", () => {
  expect(names({ oldInputs: { name: "shop" } }).name("name")).toMatch(/^web-/);
  expect(names({ oldInputs: { name: "web-0123abc" }, oldAutonamed: [] }).name("name")).not.toBe(
    "web-0123abc",
  );
});

test("the length is kept to", () => {
  expect(names({ name: "a-very-long-name" }).name("name", { maxLength: 12 })).toMatch(
    /^a-ve-[0-9a-f]{7}$/,
  );
});

test("the stack's autonaming is honoured", () => {
  expect(names({ mode: "propose", proposed: "dev-web" }).name("name")).toBe("dev-web");
  expect(names({ mode: "enforce", proposed: "web" }).name("name")).toBe("web");
});

test("an enforced name that is too long is a failure", () => {
  const autonames = names({ mode: "enforce", proposed: "dev-web" });
  autonames.name("name", { maxLength: 3 });
  expect(autonames.failures).toEqual([
    { property: "name", reason: expect.stringContaining("longer than 3 characters") as unknown },
  ]);
});

test("where autonaming is disabled, a name is missing", () => {
  const autonames = names({ mode: "disable" });
  autonames.name("name");
  expect(autonames.failures).toEqual([
    {
      property: "name",
      reason: "expected a name, since autonaming is disabled for this stack: set name",
    },
  ]);
});
