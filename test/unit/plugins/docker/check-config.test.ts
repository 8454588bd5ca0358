import { afterEach, describe, expect, it, vi } from "vitest";

import { FORGET_HOSTS } from "../../../../plugins/docker/connection/lost-host";
import { provider } from "../../../../plugins/docker/provider";

afterEach(() => vi.unstubAllEnvs());

describe("the provider's check of a host with certificates", () => {
  const lost = { host: "tcp://10.0.0.4:2376", certPath: "/gone/with/the/host" };

  it("must say which file can't be read", () => {
    expect(provider.checkConfig(lost)).toEqual([
      { property: "host", reason: expect.stringContaining("/gone/with/the/host") as string },
    ]);
  });

  it("must let a host pass that the user has given up", () => {
    vi.stubEnv(FORGET_HOSTS, "tcp://10.0.0.4:2376");
    expect(provider.checkConfig(lost)).toEqual([]);
    expect(provider.checkConfig({ ...lost, host: "tcp://10.0.0.5:2376" })).toHaveLength(1);
  });

  it("must go on to refuse what no host has", () => {
    vi.stubEnv(FORGET_HOSTS, "tcp://10.0.0.4:2376");
    expect(provider.checkConfig({ ...lost, hots: "x" })).toHaveLength(1);
  });
});
