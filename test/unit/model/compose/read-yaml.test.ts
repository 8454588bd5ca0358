import { describe, expect, it } from "vitest";
import { Findings } from "../../../../model/compose/findings";
import { entryOf, plain, type Node } from "../../../../model/compose/node";
import { readYaml } from "../../../../model/compose/read-yaml";

function read(text: string): { documents: Node[]; findings: Findings } {
  const findings = new Findings();
  return { documents: readYaml("f.yaml", text, findings), findings };
}

function valueOf(text: string): unknown {
  return plain(read(`v: ${text}\n`).documents[0]!);
}

describe("readYaml", () => {
  it.each([
    ["0644", 420],
    ["0o17", 15],
    ["0x1f", 31],
    ["1_000", 1000],
    ["-3", -3],
    ["1.50", 1.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["12345678901234567890", "12345678901234567890"],
    ["true", true],
    ["yes", "yes"],
    ["22:22", "22:22"],
    ["2020-01-01", "2020-01-01"],
    ["0987", 987],
    ["~", null],
    ["", null],
    ['"5"', "5"],
    ["'true'", "true"],
    ["!!str 5", "5"],
  ])("reads %s as Compose does", (text, value) => {
    expect(valueOf(text)).toEqual({ v: value });
  });

  it("puts a value at the line of its key, and an item at its own", () => {
    const { documents } = read("a:\n  b:\n    - one\n    - two\n");
    const list = entryOf(entryOf(documents[0], "a"), "b");
    expect(list?.at).toEqual({ file: "f.yaml", line: 2 });
    expect(list?.kind === "list" && list.items[1]?.at.line).toBe(4);
  });

  it("takes explicit keys before merged ones, and the first of several", () => {
    const { documents } = read("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {a: 3, <<: [*x, *y]}\n");
    expect(plain(documents[0]!)).toMatchObject({ z: { a: 3, b: 1, c: 2 } });
  });

  it("refuses aliases that grow without bound", () => {
    const lines = ["a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"];
    for (let level = 1; level < 9; level++)
      lines.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(", ")}]`,
      );
    expect(read(lines.join("\n")).findings.mistakes.map(({ problem }) => problem)).toEqual([
      "grows without bound through its aliases",
    ]);
  });

  it("takes the last anchor of a name before an alias, and refuses one that isn't there", () => {
    const { documents, findings } = read("a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: *y\n");
    expect(plain(documents[0]!)).toEqual({ a: 1, b: 1, c: 2, d: 2 });
    expect(findings.mistakes).toMatchObject([{ line: 5, path: "e" }]);
  });

  it("tells each error of YAML with its line", () => {
    const { documents, findings } = read("a: 1\na: 2\nb: 'x\n");
    expect(documents).toEqual([]);
    expect(findings.mistakes.map(({ line }) => line)).toEqual([2, 4]);
  });
});
