import { describe, expect, it } from "vitest";

import {
  answerFailure,
  connectionFailure,
} from "../../../../../plugins/docker/registry/registry-failure";

const asked = { registry: "docker.io", image: "library/nginx:1", verb: "read" };
const answer = (status: number, headers = {}, body = "") =>
  answerFailure({ status, headers, body: Buffer.from(body) }, asked);

describe("answerFailure", () => {
  it("must give a rate limit in the registry's own words", () => {
    const failure = answer(
      429,
      { "retry-after": "3600", "ratelimit-limit": "100;w=21600" },
      JSON.stringify({ errors: [{ code: "TOOMANYREQUESTS", message: "pull rate limit reached" }] }),
    );
    expect(failure.code).toBe("rateLimited");
    expect(failure.message).toBe(
      "docker.io has limited the rate of requests, so it doesn't read library/nginx:1 now (pull rate limit reached, ratelimit-limit: 100;w=21600, retry-after: 3600): log in, or wait and run again",
    );
    expect(answer(429, {}, "<html>").message).toMatch(/doesn't read library\/nginx:1 now: log in/);
  });

  it("must tell what an unforeseen status came with", () => {
    expect(answer(503, {}, '{"errors":[{"code":"UNAVAILABLE"}]}').message).toBe(
      "docker.io can't read library/nginx:1: it answered with status 503 (UNAVAILABLE)",
    );
    expect(answer(405).code).toBe("notSupported");
  });
});

describe("connectionFailure", () => {
  const message = (code: string) =>
    connectionFailure(Object.assign(new Error("raw words"), { code }), "reg.example").message;

  it("must have a sentence for each way not to get there", () => {
    expect(message("DEPTH_ZERO_SELF_SIGNED_CERT")).toMatch(
      /signed by nobody .*certs\.d\/reg\.example\/ca\.crt/,
    );
    expect(message("ERR_TLS_CERT_ALTNAME_INVALID")).toMatch(/is for another name/);
    expect(message("CERT_HAS_EXPIRED")).toMatch(/is out of date: renew it/);
    expect(message("EPROTO")).toMatch(/doesn't speak TLS: .*http:\/\/reg\.example/);
    expect(message("ENOTFOUND")).toMatch(/can't be reached from here: its name doesn't resolve/);
    expect(message("ETIMEDOUT")).toMatch(/it doesn't answer/);
  });
});
