import { describe, expect, it } from "vitest";

import { parseChallenges } from "../../../../../plugins/docker/registry/challenge";

describe("parseChallenges", () => {
  it("must read a token server's challenge, commas and quotes in it included", () => {
    expect(
      parseChallenges(
        'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:shop/web:pull,push",error="invalid \\"token\\""',
      ),
    ).toEqual([
      {
        scheme: "bearer",
        realm: "https://auth.docker.io/token",
        service: "registry.docker.io",
        scope: "repository:shop/web:pull,push",
      },
    ]);
  });

  it("must read Basic, several challenges in one header, and unquoted values", () => {
    expect(parseChallenges('Basic realm="Registry Realm"')).toEqual([{ scheme: "basic" }]);
    expect(parseChallenges('basic realm=x, Bearer realm="https://a/t", service=b')).toEqual([
      { scheme: "basic" },
      { scheme: "bearer", realm: "https://a/t", service: "b" },
    ]);
  });

  it("must leave out what it can't answer", () => {
    expect(parseChallenges("")).toEqual([]);
    expect(parseChallenges("Negotiate")).toEqual([]);
    expect(parseChallenges('Digest realm="a", nonce="b"')).toEqual([]);
    expect(parseChallenges('Bearer service="no realm"')).toEqual([]);
  });
});
