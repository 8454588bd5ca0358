import { describe, expect, it } from "vitest";

import { SPEC_LABEL } from "../../../../../model/docker-labels";
import type { Engine } from "../../../../../plugins/docker/client/engine";
import { EngineError } from "../../../../../plugins/docker/client/engine-error";
import { adopt, type Wanted } from "../../../../../plugins/docker/ownership/adopt";
import { Ledger } from "../../../../../plugins/docker/ownership/ledger";
import type { OwnedContainer } from "../../../../../plugins/docker/ownership/left-behind";

/** Containers by id, each with its environment; renames are noted. */
function fakeEngine(
  containers: Record<string, { env: string[]; image?: string; started?: boolean }>,
) {
  const renames: string[] = [];
  const engine = {
    inspectContainer: (id: string) => {
      const found = containers[id];
      if (found === undefined)
        return Promise.reject(new EngineError("notFound", "no such container"));
      return Promise.resolve({
        Id: id,
        Name: `/${id}`,
        Image: found.image ?? "sha256:now",
        State: {
          StartedAt: found.started === false ? "0001-01-01T00:00:00Z" : "2026-01-01T00:00:00Z",
          Dead: false,
        },
        Config: { Env: ["PATH=/bin", ...found.env], Labels: {} },
        HostConfig: {},
      });
    },
    renameContainer: (id: string, name: string) =>
      Promise.resolve(void renames.push(`${id} ${name}`)),
    inspectImage: () => Promise.resolve({ Id: "sha256:now" }),
  };
  return { engine: engine as unknown as Engine, renames };
}

const left = (id: string, spec = "hash"): OwnedContainer => ({
  id,
  name: id,
  urn: "urn",
  spec,
  previous: undefined,
  state: "running",
  created: 0,
});

const wanted: Wanted = {
  name: "new",
  image: "web:1",
  body: { Env: ["TOKEN=right-token"], Labels: { [SPEC_LABEL]: "hash" }, HostConfig: {} },
  hidden: undefined,
  secrets: ["right-token"],
};

async function adopted(
  containers: Parameters<typeof fakeEngine>[0],
  candidates: OwnedContainer[],
  change: Partial<Wanted> = {},
) {
  const { engine, renames } = fakeEngine(containers);
  const ledger = new Ledger();
  const found = await adopt(engine, candidates, { ...wanted, ...change }, ledger);
  return { id: found?.Id, renames, ledger };
}

const right = { env: ["TOKEN=right-token"] };

describe("adopting must", () => {
  it("take the first fitting one, rename it, and spare it from the delete of its former self", async () => {
    const { id, renames, ledger } = await adopted({ a: right, b: right }, [left("a"), left("b")]);
    expect(id).toBe("a");
    expect(renames).toEqual(["a new"]);
    expect(ledger.isAdoptedByAnother("a", "a")).toBe(true);
    expect(ledger.isAdoptedByAnother("a", "new")).toBe(false);
    expect(ledger.isAdoptedByAnother("b", "b")).toBe(false);
  });
  it("compare secrets for real, since the hash leaves them out", async () => {
    expect((await adopted({ a: { env: ["TOKEN=old-token"] } }, [left("a")])).id).toBeUndefined();
  });
  it("leave what has another specification, another image, or was never started", async () => {
    expect((await adopted({ a: right }, [left("a", "other")])).id).toBeUndefined();
    expect(
      (await adopted({ a: { ...right, image: "sha256:old" } }, [left("a")])).id,
    ).toBeUndefined();
    expect((await adopted({ a: { ...right, started: false } }, [left("a")])).id).toBeUndefined();
  });
  it("leave it where a secret is in a place that can't be read back", async () => {
    const hidden = [{ file: "/key", content: "right-token" }];
    expect((await adopted({ a: right }, [left("a")], { hidden })).id).toBeUndefined();
    const body = { ...wanted.body, HostConfig: { Sysctls: { a: "right-token" } } };
    expect((await adopted({ a: right }, [left("a")], { body })).id).toBeUndefined();
  });
  it("go on to the next where somebody has removed the first meanwhile", async () => {
    expect((await adopted({ b: right }, [left("a"), left("b")])).id).toBe("b");
  });
});
