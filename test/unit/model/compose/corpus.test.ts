import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeComposeMistakes } from "../../../../model/compose/findings";
import { EXPLAINED } from "../../../corpus/compose-differences";
import { composeCases, load, ours, recorded } from "../../../support/compose-corpus";
import { compareAll, differences } from "../../../support/compose-difference";

const good = composeCases("compose");
const bad = composeCases("compose-bad");

describe("the corpus of compose files", () => {
  it("must hold at least 150 files that are right", () => {
    expect(good.length).toBeGreaterThanOrEqual(150);
  });

  it.each(good)("$name: must come out as Docker Compose prints it", (each) => {
    const known = EXPLAINED.filter(({ name }) => name === each.name).flatMap(({ paths }) => paths);
    expect(load(each).mistakes).toEqual([]);
    expect(differences(recorded(each), ours(each)).filter((path) => !known.includes(path))).toEqual(
      [],
    );
  });

  it("must explain each difference, and none that isn't there", () => {
    const { unexplained, outdated } = compareAll([...good, ...bad], recorded, ours);
    expect({ unexplained, outdated }).toEqual({ unexplained: [], outdated: [] });
  });

  it.each(bad)("$name: must be refused with all its mistakes", (each) => {
    const text = describeComposeMistakes(load(each).mistakes).replaceAll(`${each.directory}/`, "");
    expect(`${text}\n`).toBe(readFileSync(join(each.directory, "mistakes.txt"), "utf8"));
  });
});
