import { describe, expect, it } from "vitest";

import { holdsSecret, specHash } from "../../../../../plugins/docker/ownership/spec-hash";

describe("specHash", () => {
  it("must not depend on a secret's value, nor on the order of keys", () => {
    const spec = (token: string) => ({ envs: [`T=${token}`], image: "a" });
    expect(specHash(spec("one-secret"), ["one-secret"])).toBe(
      specHash(spec("two-secret"), ["two-secret"]),
    );
    expect(specHash({ a: 1, b: 2 }, [])).toBe(specHash({ b: 2, a: 1 }, []));
    expect(specHash({ a: 1 }, [])).not.toBe(specHash({ a: 2 }, []));
  });
  it("must ignore empty secrets", () => {
    expect(specHash({ a: "x" }, [""])).toBe(specHash({ a: "x" }, []));
    expect(holdsSecret({ a: "x" }, [""])).toBe(false);
  });
  it("must find secrets inside, in keys and as numbers", () => {
    expect(holdsSecret({ a: [{ "k-secret": 1 }] }, ["secret"])).toBe(true);
    expect(holdsSecret({ a: 4711 }, ["4711"])).toBe(true);
  });
});
