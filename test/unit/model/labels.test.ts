import { expect, test } from "vitest";
import { stackLabel } from "../../../model/labels";

test("a stack's label is a value that Kubernetes takes, and another one for each stack", () => {
  expect(stackLabel("shop", "prod")).toBe("shop.prod");
  const long = ["a", "b"].map((end) => stackLabel("shop", `${"x".repeat(60)}${end}`));
  expect(new Set(long).size).toBe(2);
  for (const label of [...long, stackLabel("shop", "prod-"), stackLabel("_shop", "prod")])
    expect(label).toMatch(/^[0-9a-f]{40}$/);
});
