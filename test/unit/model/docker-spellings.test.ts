import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { formatDockerDuration, parseDockerDuration } from "../../../model/docker-duration";
import {
  canonicalDockerImage,
  parseDockerImageReference,
} from "../../../model/docker-image-reference";

describe("durations", () => {
  it.each([
    ["10s", 10e9, "10s"],
    ["1m30s", 90e9, "1m30s"],
    ["90s", 90e9, "1m30s"],
    ["1.5h", 5400e9, "1h30m0s"],
    ["250ms", 250e6, "250ms"],
    ["0", 0, "0s"],
  ])("must read %s", (text, nanoseconds, go) => {
    expect(parseDockerDuration(text)).toBe(nanoseconds);
    expect(formatDockerDuration(nanoseconds)).toBe(go);
  });
  it.each(["", "10", "s", "10 s", "-1s", "1x", "1s2"])("must refuse %j", (text) => {
    expect(parseDockerDuration(text)).toBeUndefined();
  });
  it("must read what it writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (milliseconds) => {
        expect(parseDockerDuration(formatDockerDuration(milliseconds * 1e6))).toBe(
          milliseconds * 1e6,
        );
      }),
    );
  });
});

describe("image references", () => {
  it.each([
    ["nginx", "docker.io/library/nginx:latest"],
    ["me/app:1", "docker.io/me/app:1"],
    ["localhost/app", "localhost/app:latest"],
    ["r.example:5000/a/b:2", "r.example:5000/a/b:2"],
    [`nginx:1@sha256:${"0".repeat(64)}`, `docker.io/library/nginx@sha256:${"0".repeat(64)}`],
  ])("must read %s", (reference, canonical) => {
    expect(canonicalDockerImage(reference)).toBe(canonical);
  });
  it.each(["", "Nginx", "a:", "a b", "a@b", "/a", "a//b"])("must refuse %j", (reference) => {
    expect(parseDockerImageReference(reference)).toBeUndefined();
  });
});
