import { describe, expect, it } from "vitest";

import {
  leftBehind,
  type OwnedContainer,
} from "../../../../../plugins/docker/ownership/left-behind";

const URN = "urn:pulumi:dev::p::docker:index/container:Container::web";

function one(name: string, more: Partial<OwnedContainer> = {}): OwnedContainer {
  return {
    id: `id-${name}`,
    name,
    urn: URN,
    spec: "s",
    previous: undefined,
    state: "running",
    created: 1,
    ...more,
  };
}

function names(
  owned: OwnedContainer[],
  liveName?: string,
  dealtWith: string[] = [],
  alsoInState: string[] = [],
) {
  const namesInState = new Set([...(liveName ? [liveName] : []), ...alsoInState]);
  return leftBehind(owned, { urn: URN, liveName, namesInState, dealtWith: new Set(dealtWith) }).map(
    ({ name }) => name,
  );
}

describe("left behind must be", () => {
  it("all of the URN where nothing is in state, newest first", () => {
    expect(names([one("a"), one("b", { created: 2 })])).toEqual(["b", "a"]);
  });
  it("not the live one, nor what it replaced, nor what that replaced", () => {
    const owned = [
      one("a"),
      one("b", { previous: "a" }),
      one("c", { previous: "b" }),
      one("lost", { previous: "c" }),
    ];
    expect(names(owned, "c")).toEqual(["lost"]);
  });
  it("what replaced the live one in a run that was killed", () => {
    expect(names([one("live"), one("next", { previous: "live" })], "live")).toEqual(["next"]);
  });
  it("none of another URN", () => {
    expect(names([one("other", { urn: `${URN}2` })])).toEqual([]);
  });
  it("nothing that this process has made or removed", () => {
    expect(names([one("a")], undefined, ["id-a"])).toEqual([]);
  });
  it("nothing that state has under another URN, as after a rename by an alias", () => {
    expect(names([one("a")], undefined, [], ["a"])).toEqual([]);
  });
  it("found without end where previous names go in a circle", () => {
    expect(names([one("a", { previous: "b" }), one("b", { previous: "a" })], "a")).toEqual([]);
  });
});
