import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { LaterValues } from "../../../../components/compose/later-values";
import { mockEngine, valueOf } from "../support/mocks";

describe("LaterValues", () => {
  beforeEach(() => mockEngine());

  it("leaves plain texts as they are", () => {
    const later = new LaterValues();
    expect(later.mark("A", "plain")).toBe("plain");
    expect(later.fill({ a: ["b", 1, true] })).toEqual({ a: ["b", 1, true] });
  });

  it("puts what comes later in the place of its mark, inside of texts too", async () => {
    const later = new LaterValues();
    const mark = later.mark("HOST", pulumi.output("db.internal"));
    const filled = later.fill({ url: `tcp://${mark}:5432`, list: [mark] });
    expect(await valueOf(pulumi.output(filled))).toEqual({
      url: "tcp://db.internal:5432",
      list: ["db.internal"],
    });
  });

  it("keeps a secret secret", async () => {
    const later = new LaterValues();
    const filled = later.fill(`x${later.mark("PASSWORD", pulumi.secret("s"))}`);
    expect(await pulumi.isSecret(pulumi.output(filled))).toBe(true);
  });

  it("tells people the name and not the mark", () => {
    const later = new LaterValues();
    const mark = later.mark("PORT", pulumi.output("80"));
    expect(later.describe(`expected a number, got "${mark}"`)).toBe(
      'expected a number, got "(the value of PORT)"',
    );
  });
});
