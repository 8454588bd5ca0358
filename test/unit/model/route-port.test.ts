import { describe, expect, it } from "vitest";

import { httpHealthPath, portOf } from "../../../model/route-port";

const two = [{ name: "http", port: 8080 }, { port: 9090 }];

describe("portOf", () => {
  it("must find a port by name and by number", () => {
    expect(portOf(two, "http")).toBe(8080);
    expect(portOf(two, 9090)).toBe(9090);
  });

  it("must take the only port where none is named", () => {
    expect(portOf([{ port: 3000 }], undefined)).toBe(3000);
  });

  it("must say what there is where the port is unclear or absent", () => {
    expect(portOf(two, undefined)).toBe(
      "expected the name or number of one of the workload's ports, because it has http (8080), 9090",
    );
    expect(portOf(two, "admin")).toBe('the workload has no port "admin"; it has http (8080), 9090');
    expect(portOf([], 80)).toBe("the workload has no port 80; it has no ports");
  });
});

describe("httpHealthPath", () => {
  it("must use the workload's check only where it asks on the routed port", () => {
    expect(httpHealthPath({ http: { path: "/up", port: "http" } }, two, 8080, "/")).toBe("/up");
    expect(httpHealthPath({ http: { path: "/up", port: 9090 } }, two, 8080, "/")).toBeUndefined();
    expect(httpHealthPath({ http: {} }, [{ port: 80 }], 80, "/")).toBe("/");
    expect(httpHealthPath({ command: ["true"] }, two, 8080, "/")).toBeUndefined();
  });
});
