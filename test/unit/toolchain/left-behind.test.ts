import { describe, expect, it } from "vitest";
import { leftBehind } from "../../../toolchain/pulumi/left-behind";

const PREFIX = "urn:pulumi:dev::slipway::";
const state = {
  urnPrefix: PREFIX,
  ids: new Set(["in-state"]),
  interrupted: new Set<string>(),
  hosts: new Set([undefined]),
};

type Kind = Parameters<typeof leftBehind>[0][number]["kind"];

function thing(kind: Kind, id: string, urn = `${PREFIX}x::${id}`) {
  return { kind, id, name: id, urn };
}

describe("leftBehind", () => {
  it("must find what no state knows, users before what they use", () => {
    const found = [
      thing("secret", "key"),
      thing("network", "net"),
      thing("container", "in-state"),
      thing("container", "c"),
      thing("service", "web"),
    ];
    const ids = leftBehind(found, [state], new Set()).map(({ id }) => id);
    expect(ids).toEqual(["web", "c", "net", "key"]);
  });

  it("must leave things of stacks alone whose state isn't there, or is being worked on", () => {
    const found = [thing("container", "c", "urn:pulumi:other::slipway::x::c")];
    expect(leftBehind(found, [state], new Set())).toEqual([]);
    expect(leftBehind(found, [], new Set())).toEqual([]);
  });

  it("must touch no volume but one that a killed run was about to make", () => {
    const found = [thing("volume", "kept"), thing("volume", "half-made")];
    const interrupted = new Set([`${PREFIX}x::half-made`]);
    expect(leftBehind(found, [state], interrupted).map(({ id }) => id)).toEqual(["half-made"]);
  });
});
