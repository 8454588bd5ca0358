import { expect, it } from "vitest";

import { ApiError } from "../../../../lab/digitalocean/http/answer";
import { listed } from "../../../../lab/digitalocean/http/paging";
import { RateLimit } from "../../../../lab/digitalocean/http/rate-limit";
import { findRoute, type ApiCall } from "../../../../lab/digitalocean/http/routes";
import { fingerprintOf } from "../../../../lab/digitalocean/ssh-keys";

const call = (query: string): ApiCall => ({
  ...{ method: "GET", path: "/v2/things", params: {}, body: undefined },
  query: new URLSearchParams(query),
  endpoint: "http://api",
});

it("must page a list with links to the other pages", () => {
  const items = Array.from({ length: 45 }, (_, index) => index);
  expect(listed(call("page=2&tag=a"), "things", items).body).toEqual({
    things: items.slice(20, 40),
    links: {
      pages: {
        first: "http://api/v2/things?page=1&tag=a&per_page=20",
        prev: "http://api/v2/things?page=1&tag=a&per_page=20",
        next: "http://api/v2/things?page=3&tag=a&per_page=20",
        last: "http://api/v2/things?page=3&tag=a&per_page=20",
      },
    },
    meta: { total: 45 },
  });
  expect(listed(call("per_page=200"), "things", items).body).toMatchObject({ links: {} });
});

it("must find a route, one without places first, and tell a wrong method from a wrong path", () => {
  const route = () => ({ status: 200 });
  const routes = { "GET /v2/a/:id": route, "POST /v2/a/actions": route };
  expect(findRoute(routes, "POST", "/v2/a/actions").params).toEqual({});
  expect(findRoute(routes, "GET", "/v2/a/x%2Fy").params).toEqual({ id: "x/y" });
  const status = (method: string, path: string) => {
    try {
      findRoute(routes, method, path);
      return 200;
    } catch (error) {
      return (error as ApiError).status;
    }
  };
  expect([status("PUT", "/v2/a/1"), status("GET", "/v2/b")]).toEqual([405, 404]);
});

it("must count calls for an hour, and refuse more than there may be in a minute", () => {
  const limit = new RateLimit(3, 2);
  const at = (seconds: number) => {
    try {
      limit.count(seconds * 1000);
      return "ok";
    } catch (error) {
      return (error as ApiError).headers["retry-after"] ?? "wait";
    }
  };
  expect([at(0), at(10), at(20)]).toEqual(["ok", "ok", "40"]);
  expect([at(61), at(200), at(3601)]).toEqual(["ok", "wait", "ok"]);
  expect(limit.headers(3_601_000)).toMatchObject({ "ratelimit-remaining": "0" });
});

it("must know a public key's fingerprint, and what is none", () => {
  const data = Buffer.concat([
    Buffer.from([0, 0, 0, 11]),
    Buffer.from("ssh-ed25519"),
    Buffer.from([0, 0, 0, 1, 7]),
  ]).toString("base64");
  expect(fingerprintOf(`ssh-ed25519 ${data} me`)).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  expect(fingerprintOf(`ssh-rsa ${data}`)).toBeUndefined();
  expect(fingerprintOf("nonsense")).toBeUndefined();
});
