import { describe, expect, it } from "vitest";
import { TREATMENTS } from "../../../../model/compose/conformance";
import { SECTIONS } from "../../../../model/compose/decode";
import type { Field } from "../../../../model/compose/fields/field";
import { attributePaths } from "../../../../model/compose/schema/attributes";

/** The attributes that the model reads, as the schema's paths. */
function readPaths(field: Field<unknown>, path: string): string[] {
  const own = Object.entries(field.fields ?? {}).flatMap(([key, value]) => [
    `${path}.${key}`,
    ...readPaths(value, `${path}.${key}`),
  ]);
  return [...own, ...(field.item === undefined ? [] : readPaths(field.item, `${path}.*`))];
}

describe("attributes of the Compose Specification", () => {
  const paths = attributePaths();

  it("must each have a treatment, and no other", () => {
    expect(Object.keys(TREATMENTS).sort()).toEqual([...paths].sort());
  });

  it("must be in the model where the treatment says so, and nowhere else", () => {
    const read = Object.entries(SECTIONS).flatMap(([section, field]) => [
      section,
      ...readPaths(field, `${section}.*`),
    ]);
    const promised = Object.keys(TREATMENTS).filter(
      (path) => TREATMENTS[path]!.reading === "model",
    );
    expect(read.filter((path) => paths.includes(path)).sort()).toEqual(promised.sort());
  });
});
