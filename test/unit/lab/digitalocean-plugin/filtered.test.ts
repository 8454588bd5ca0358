import { expect, it } from "vitest";

import { filtered } from "../../../../lab/digitalocean-plugin/functions/filtered";

const SIZES = [
  { slug: "s-1", priceMonthly: 12, regions: ["nyc1", "fra1"] },
  { slug: "s-2", priceMonthly: 6, regions: ["nyc1"] },
  { slug: "c-1", priceMonthly: 42, regions: ["fra1"] },
];
const slugs = (args: object) => filtered(SIZES, { ...args }).map(({ slug }) => slug);

it("must keep what matches every filter, in the wanted order", () => {
  expect(slugs({ sorts: [{ key: "price_monthly" }] })).toEqual(["s-2", "s-1", "c-1"]);
  expect(slugs({ sorts: [{ key: "price_monthly", direction: "desc" }] })[0]).toBe("c-1");
  expect(slugs({ filters: [{ key: "regions", values: ["fra1"] }] })).toEqual(["s-1", "c-1"]);
  const both = { key: "regions", values: ["fra1", "nyc1"], all: true };
  expect(slugs({ filters: [both] })).toEqual(["s-1"]);
  const re = { key: "slug", values: ["^s-"], matchBy: "re" };
  expect(slugs({ filters: [re, { key: "price_monthly", values: ["6"] }] })).toEqual(["s-2"]);
});

it("must say which keys there are", () => {
  expect(() => slugs({ filters: [{ key: "price", values: ["6"] }] })).toThrow(
    "there is no key price to filter or sort by; there are slug, priceMonthly, regions",
  );
});
