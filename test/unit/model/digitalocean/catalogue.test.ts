import { describe, expect, it } from "vitest";
import { catalogueMistakes, monthlyPrice } from "../../../../model/digitalocean/catalogue";

const catalogue = {
  regions: [
    { slug: "nyc3", available: true, sizes: [] },
    { slug: "ams3", available: true, sizes: [] },
    { slug: "sfo1", available: false, sizes: [] },
  ],
  sizes: [
    { slug: "s-1vcpu-1gb", available: true, priceMonthly: 6, regions: ["nyc3", "ams3"] },
    { slug: "s-2vcpu-4gb", available: true, priceMonthly: 24, regions: ["nyc3"] },
  ],
};

describe("what can be had at DigitalOcean", () => {
  it("must be nothing to tell of", () => {
    expect(
      catalogueMistakes(catalogue, [{ path: "", region: "nyc3", size: "s-2vcpu-4gb" }]),
    ).toEqual([]);
  });

  it("must be told with the nearest name where one is unknown, all at once", () => {
    expect(
      catalogueMistakes(catalogue, [{ path: "defaults", region: "nyc4", size: "s-2vcpu-4g" }]),
    ).toEqual([
      {
        path: "defaults.region",
        problem: 'DigitalOcean has no "nyc4" to be had; did you mean "nyc3"?',
      },
      {
        path: "defaults.size",
        problem: 'DigitalOcean has no "s-2vcpu-4g" to be had; did you mean "s-2vcpu-4gb"?',
      },
    ]);
  });

  it("must name all there is where nothing is near, and leave out what takes no more", () => {
    expect(catalogueMistakes(catalogue, [{ path: "", region: "moon" }])).toEqual([
      { path: "region", problem: 'DigitalOcean has no "moon" to be had; there are ams3, nyc3' },
    ]);
  });

  it("must tell of a size that a region doesn't have", () => {
    expect(
      catalogueMistakes(catalogue, [{ path: "", region: "ams3", size: "s-2vcpu-4gb" }]),
    ).toEqual([{ path: "size", problem: "s-2vcpu-4gb can't be had in ams3; it can in nyc3" }]);
  });

  it("must have its price", () => {
    expect(monthlyPrice(catalogue, "s-2vcpu-4gb")).toBe(24);
    expect(monthlyPrice(catalogue, "gone")).toBe(0);
  });
});
