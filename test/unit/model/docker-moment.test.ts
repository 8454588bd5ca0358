import { expect, it } from "vitest";
import { dockerMomentSeconds } from "../../../model/docker-moment";

it.each([
  ["90", 90],
  ["1.5", 1.5],
  ["1m30s", 910],
  ["1970-01-01T00:01:00Z", 60],
  ["yesterday", undefined],
  ["", undefined],
])("must take %j for %s", (text, seconds) => {
  expect(dockerMomentSeconds(text, 1000)).toBe(seconds);
});
