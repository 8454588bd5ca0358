import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Findings } from "../../../../model/compose/findings";
import { entriesOf, plain } from "../../../../model/compose/node";
import { readYaml } from "../../../../model/compose/read-yaml";
import { composeSchema, partAt } from "../../../../model/compose/schema/attributes";
import { isValid } from "../../../../model/compose/schema/is-valid";
import { ajvProblems } from "../../../../model/compose/schema/validate";
import { composeCases } from "../../../support/compose-corpus";

const KNOWN = new Set([
  ...["$defs", "$id", "$ref", "$schema", "default", "deprecated", "description", "title"],
  ...["additionalProperties", "enum", "items", "maximum", "minimum", "oneOf", "pattern"],
  ...["patternProperties", "properties", "required", "type"],
  // An item that is there twice is there once.
  "uniqueItems",
]);
/** Keywords whose keys are names. */
const NAMED = new Set(["$defs", "properties", "patternProperties"]);

function keywords(part: unknown, areNames = false): string[] {
  if (Array.isArray(part)) return part.flatMap((each) => keywords(each));
  if (part === null || typeof part !== "object") return [];
  return Object.entries(part).flatMap(([key, value]) => [
    ...(areNames ? [] : [key]),
    ...keywords(value, !areNames && NAMED.has(key)),
  ]);
}

describe("isValid", () => {
  it("must know every keyword of the schema", () => {
    expect(keywords(composeSchema).filter((key) => !KNOWN.has(key))).toEqual([]);
  });

  it("must say what Ajv says of each attribute in the corpus, also with each other's values", () => {
    const files = [...composeCases("compose"), ...composeCases("compose-bad")].flatMap(
      ({ files }) => files,
    );
    const services = files.flatMap((file) =>
      readYaml(file, readFileSync(file, "utf8"), new Findings()).flatMap((root) =>
        entriesOf(root, "services"),
      ),
    );
    const values = new Map<string, unknown>();
    const attributes = new Set<string>();
    for (const [, service] of services)
      for (const [key, value] of service.kind === "map" ? service.entries : []) {
        if (!Object.hasOwn(composeSchema.$defs.service!.properties!, key)) continue;
        attributes.add(key);
        values.set(JSON.stringify(plain(value)), plain(value));
      }
    const disagreements = [...attributes].flatMap((key) => {
      const pointer = `#/$defs/service/properties/${key}`;
      return [...values.values()].filter(
        (value) => isValid(partAt(pointer), value) !== (ajvProblems(pointer, value).length === 0),
      );
    });
    expect(values.size).toBeGreaterThan(200);
    expect(disagreements).toEqual([]);
  });
});
