import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpolate } from "../../../../model/compose/interpolate";

const VARIABLES: Readonly<Record<string, string>> = { SET: "value", EMPTY: "", A: "a", B: "b" };
const lookup = (name: string) => VARIABLES[name];

describe("interpolate", () => {
  it.each([
    ["${SET}", "value"],
    ["$SET-$A", "value-a"],
    ["${SET:-x}${EMPTY:-x}${UNSET:-x}", "valuexx"],
    ["${SET-x}${EMPTY-x}${UNSET-x}", "valuex"],
    ["${SET:+x}${EMPTY:+x}${UNSET:+x}", "x"],
    ["${SET+x}${EMPTY+x}${UNSET+x}", "xx"],
    ["${SET:?m}${EMPTY?m}", "value"],
    ["${UNSET:-${ALSO:-${A}}}", "a"],
    ['${UNSET:-{"a": {}}}', '{"a": {}}'],
    ["$$SET $${SET} $$$SET", "$SET ${SET} $value"],
    ["$1 costs 5$", "$1 costs 5$"],
  ])("makes %s into %s", (template, text) => {
    expect(interpolate(template, lookup)).toEqual({ text, problems: [], unset: [] });
  });

  it("tells which variable is missing, and why it is needed", () => {
    expect(interpolate("${UNSET:?set it}${EMPTY:?}", lookup).problems).toEqual([
      "needs the variable UNSET, which isn't set: set it",
      "needs the variable EMPTY, which is empty",
    ]);
  });

  it("asks for what a default needs only where the default counts", () => {
    expect(interpolate("${SET:-${UNSET:?}}", lookup).problems).toEqual([]);
    expect(interpolate("${EMPTY:-${UNSET:?}}", lookup).problems).toHaveLength(1);
  });

  it.each(["${", "${A", "${}", "${1A}", "${A!x}", "${A:-x"])("refuses %s", (template) => {
    expect(interpolate(template, lookup).problems).toHaveLength(1);
  });

  it("must give back any text whose dollars are doubled", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(interpolate(text.replaceAll("$", "$$$$"), lookup).text).toBe(text);
      }),
    );
  });

  it("must not touch text without dollars", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("$")),
        (text) => {
          expect(interpolate(text, lookup)).toEqual({ text, problems: [], unset: [] });
        },
      ),
    );
  });

  it("must give what a shell gives, however operators are nested", () => {
    fc.assert(
      fc.property(expression(), ({ template, value }) => {
        expect(interpolate(template, lookup).text).toBe(value);
      }),
    );
  });
});

/** A template, and what it has to come to. */
interface Expression {
  template: string;
  value: string;
}

function expression(): fc.Arbitrary<Expression> {
  const name = fc.constantFrom("SET", "EMPTY", "A", "B", "UNSET");
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("x", "a:b", "", "-", "{y}").map((text) => ({ template: text, value: text })),
      name.map((each) => ({ template: `\${${each}}`, value: VARIABLES[each] ?? "" })),
      fc
        .tuple(name, fc.constantFrom(":-", "-", ":+", "+"), tie("tree"))
        .map(([variable, operator, inner]) => operated(variable, operator, inner)),
      fc.tuple(tie("tree"), tie("tree")).map(([a, b]) => ({
        template: a.template + b.template,
        value: a.value + b.value,
      })),
    ),
  }));
  return tree;
}

function operated(variable: string, operator: string, inner: Expression): Expression {
  const value = VARIABLES[variable];
  const there = operator.startsWith(":") ? Boolean(value) : value !== undefined;
  const takes = operator.endsWith("+") ? there : !there;
  return {
    template: `\${${variable}${operator}${inner.template}}`,
    value: takes ? inner.value : (value ?? ""),
  };
}
