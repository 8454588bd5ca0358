import { describe, expect, it } from "vitest";

import { EngineError } from "../../../../../plugins/docker/client/engine-error";
import { changeVersion } from "../../../../../plugins/docker/client/change-version";

const at = (index: number) => ({ ID: "x", CreatedAt: "", Version: { Index: index }, Spec: {} });

/** A Swarm object that somebody else changes `times` times, each time between a look and a change. */
function busy(times: number) {
  let version = 1;
  const inspect = () => Promise.resolve(at(version));
  const change = (found: { Version: { Index: number } }) => {
    if (times-- > 0) version++;
    return found.Version.Index === version
      ? Promise.resolve(`changed at ${version}`)
      : Promise.reject(new EngineError("server", "update out of sequence", { status: 500 }));
  };
  return { inspect, change };
}

describe("changeVersion", () => {
  it("must read again where somebody else was faster", async () => {
    const { inspect, change } = busy(2);
    expect(await changeVersion(inspect, change)).toBe("changed at 3");
  });

  it("must give up where somebody else is always faster", async () => {
    const { inspect, change } = busy(Infinity);
    await expect(changeVersion(inspect, change)).rejects.toThrow("update out of sequence");
  });

  it("must not try again what fails for another reason", async () => {
    let tries = 0;
    const change = () => {
      tries++;
      return Promise.reject(new EngineError("server", "network x not found", { status: 500 }));
    };
    const inspect = () => Promise.resolve(at(1));
    await expect(changeVersion(inspect, change)).rejects.toThrow("network x not found");
    expect(tries).toBe(1);
  });
});
