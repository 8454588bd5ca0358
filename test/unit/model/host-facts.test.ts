import { describe, expect, it } from "vitest";
import { isAtLeast, isEngineVersion } from "../../../model/engine-version";
import { hostFacts, type EngineReport } from "../../../model/host-facts";

describe("isAtLeast", () => {
  it.each([
    ["20.10.24+dfsg1", "20.10", true],
    ["20.10.24+dfsg1", "20.10.25", false],
    ["24.0.7", "9", true],
    ["24.0.7", "24.0.7", true],
    ["24.0", "24.0.1", false],
    ["27.0.0-rc.1", "26.1", true],
  ])("%s for %s: %s", (version, wanted, enough) => expect(isAtLeast(version, wanted)).toBe(enough));

  it("knows a version that can be asked for", () => {
    expect(isEngineVersion("24.0")).toBe(true);
    expect(isEngineVersion("v24")).toBe(false);
  });
});

describe("hostFacts", () => {
  const info: EngineReport = {
    ServerVersion: "24.0.7",
    OperatingSystem: "Debian",
    KernelVersion: "6.1",
    NCPU: 2,
    MemTotal: 4 * 2 ** 30 - 1,
    Driver: "overlay2",
  };
  const facts = (more: Partial<EngineReport>) =>
    hostFacts({ ...info, ...more }, { ApiVersion: "1.43", Arch: "amd64" });

  it("counts memory in whole MiB, and takes an engine that says nothing of cgroups for an old one", () => {
    expect(facts({})).toMatchObject({ memoryMib: 4095, cgroupVersion: 1, swarm: "none" });
  });

  it.each([
    [{ LocalNodeState: "inactive" }, "none"],
    [{ LocalNodeState: "active" }, "worker"],
    [{ LocalNodeState: "active", ControlAvailable: true }, "manager"],
    [{ LocalNodeState: "locked" }, "locked"],
    [{ LocalNodeState: "error" }, "error"],
  ])("tells the part in a Swarm of %j", (Swarm, part) => {
    expect(facts({ Swarm }).swarm).toBe(part);
  });
});
