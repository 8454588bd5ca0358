import { describe, expect, it } from "vitest";

import { LATER } from "../../../model/later";
import { describeRouteClash } from "../../../model/route-address";

describe("describeRouteClash", () => {
  it("must let routes with different hosts or paths stand side by side", () => {
    const others = [{ name: "web" }, { name: "api", path: "/api" }];
    expect(describeRouteClash({ name: "shop", host: "shop.test" }, others)).toBeUndefined();
    expect(describeRouteClash({ name: "docs", path: "/docs" }, others)).toBeUndefined();
  });

  it("must refuse a second route of the same name", () => {
    expect(describeRouteClash({ name: "web", path: "/b" }, [{ name: "web" }])).toBe(
      "this gateway has a route of that name already; choose another name",
    );
  });

  it("must refuse the same host and path, however the path ends", () => {
    expect(describeRouteClash({ name: "b", path: "/api/" }, [{ name: "a", path: "/api" }])).toBe(
      'route "a" answers for every host /api/ already; give this one another host or path',
    );
  });

  it("must leave what is only known later alone", () => {
    expect(describeRouteClash({ name: "b", host: LATER }, [{ name: "a" }])).toBeUndefined();
  });
});
