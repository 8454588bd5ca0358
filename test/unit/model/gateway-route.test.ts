import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  type GatewayRoute,
  parseRoute,
  renderRoute,
  routeMistakes,
} from "../../../model/gateway-route";

const plain: GatewayRoute = {
  path: "/",
  stripPrefix: false,
  servers: [{ address: "web-0-abc", port: 8080 }],
};

describe("renderRoute", () => {
  it("must write one backend with a server line for each replica", () => {
    const route = { ...plain, servers: [...plain.servers, { address: "web-1-def", port: 8080 }] };
    expect(renderRoute("web-1234567", route)).toEqual({
      cfg: [
        '# slipway-route {"path":"/","stripPrefix":false,"servers":[{"address":"web-0-abc","port":8080},{"address":"web-1-def","port":8080}]}',
        "backend web-1234567",
        "    balance roundrobin",
        "    server s0 web-0-abc:8080 check",
        "    server s1 web-1-def:8080 check",
        "",
      ].join("\n"),
      map: "*/ web-1234567\n",
    });
  });

  it("must make a server of each address that a name may stand for", () => {
    const servers = [{ address: "web", port: 8080, upTo: 20 }];
    const { cfg } = renderRoute("web-1234567", { ...plain, servers });
    expect(cfg).toContain("    server-template s0- 20 web:8080 check\n");
    expect(parseRoute("web-1234567", cfg)?.servers).toEqual(servers);
    expect(routeMistakes({ ...plain, servers: [{ address: "web", port: 8080, upTo: 0 }] })).toEqual(
      [{ property: "servers[0].upTo", reason: "expected a whole number from 1 to 1000, got 0" }],
    );
  });

  it("must check health over HTTP under the route's host name", () => {
    const health = { path: "/healthz", intervalSeconds: 0.5 };
    const { cfg, map } = renderRoute("shop", { ...plain, hostname: "shop.test", health });
    expect(cfg).toContain(
      "    http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host shop.test hdr Connection close\n",
    );
    expect(cfg).toContain("    server s0 web-0-abc:8080 check inter 500ms\n");
    expect(map).toBe("shop.test/ shop\n");
  });

  it("must end a prefix with a slash, so that /api doesn't take /apix", () => {
    expect(renderRoute("api", { ...plain, path: "/api" }).map).toBe("*/api/ api\n");
    expect(renderRoute("api", { ...plain, path: "/api/" }).map).toBe("*/api/ api\n");
  });

  it("must take the prefix off where asked, with its dots meant literally", () => {
    const { cfg } = renderRoute("api", { ...plain, path: "/v1.0", stripPrefix: true });
    expect(cfg).toContain("    http-request replace-path ^/v1\\.0/?(.*)$ /\\1\n");
    expect(renderRoute("api", { ...plain, stripPrefix: true }).cfg).not.toContain("replace-path");
  });
});

describe("parseRoute", () => {
  const routes = fc.record(
    {
      hostname: fc.constantFrom("a.test", "b.example.com"),
      path: fc.constantFrom("/", "/api", "/a/b-c_d.e~"),
      stripPrefix: fc.boolean(),
      servers: fc.array(
        fc.record({
          address: fc.constantFrom("web", "10.0.0.7"),
          port: fc.integer({ min: 1, max: 65535 }),
        }),
      ),
      health: fc.record({
        path: fc.constant("/healthz"),
        intervalSeconds: fc.constantFrom(0.5, 1, 30),
      }),
    },
    { requiredKeys: ["path", "stripPrefix", "servers"] },
  );

  it("must read back every route that was rendered", () => {
    fc.assert(
      fc.property(routes, (route) => {
        expect(parseRoute("r", renderRoute("r", route).cfg)).toEqual(route);
      }),
    );
  });

  it("must not trust a file that somebody changed", () => {
    const { cfg } = renderRoute("r", plain);
    expect(parseRoute("r", cfg.replace(":8080 check", ":8081 check"))).toBeUndefined();
    expect(parseRoute("r", cfg.split("\n").slice(1).join("\n"))).toBeUndefined();
    expect(parseRoute("other", cfg)).toBeUndefined();
  });
});

describe("routeMistakes", () => {
  it("must find nothing wrong with a good route", () => {
    const health = { path: "/healthz", intervalSeconds: 1 };
    expect(routeMistakes({ ...plain, hostname: "shop.example.com", health })).toEqual([]);
  });

  it("must name every mistake at once", () => {
    const mistakes = routeMistakes({
      hostname: "Shop.Example.com:80",
      path: "api",
      stripPrefix: false,
      servers: [{ address: "we b", port: 0 }],
      health: { path: "", intervalSeconds: 0 },
    });
    expect(mistakes.map(({ property }) => property)).toEqual([
      "hostname",
      "path",
      "servers[0].address",
      "servers[0].port",
      "health.path",
      "health.intervalSeconds",
    ]);
  });

  it("must let nothing through that could break out of its line of configuration", () => {
    const evil = fc
      .tuple(
        fc.string(),
        fc.constantFrom("\n", " ", "#", '"', "'", "\\", "$", "\r", "\0"),
        fc.string(),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(evil, (text) => {
        expect(routeMistakes({ ...plain, hostname: text })).not.toEqual([]);
        expect(routeMistakes({ ...plain, path: `/${text}` })).not.toEqual([]);
        expect(routeMistakes({ ...plain, servers: [{ address: text, port: 1 }] })).not.toEqual([]);
        expect(
          routeMistakes({ ...plain, health: { path: `/${text}`, intervalSeconds: 1 } }),
        ).not.toEqual([]);
      }),
    );
  });
});
