import { afterEach, describe, expect, it, vi } from "vitest";

import { FORGET_HOSTS } from "../../../../../plugins/docker/connection/lost-host";
import { fateOf } from "../../../../../plugins/slipway/client/fleet";

afterEach(() => vi.unstubAllEnvs());

describe("the fate of the host that a resource of the fleet is on", () => {
  const onHost = { oldState: { connection: { host: "ssh://deploy@10.0.0.5" } } };

  it("must be forgotten where the user names that very host", () => {
    vi.stubEnv(FORGET_HOSTS, "tcp://10.0.0.4:2375, ssh://deploy@10.0.0.5");
    expect(fateOf(onHost)).toEqual({ where: "ssh://deploy@10.0.0.5", forgotten: true });
    const other = { oldState: { connection: { host: "ssh://deploy@10.0.0.6" } } };
    expect(fateOf(other)).toEqual({ where: "ssh://deploy@10.0.0.6", forgotten: false });
  });

  it("must be forgotten although the files of its certificates are gone", () => {
    vi.stubEnv(FORGET_HOSTS, "tcp://10.0.0.4:2376");
    const connection = { host: "tcp://10.0.0.4:2376", certPath: "/gone/with/the/host" };
    expect(fateOf({ oldState: { connection } })).toMatchObject({ forgotten: true });
  });

  it("must be that of the CLI's own engine where the resource names none", () => {
    vi.stubEnv("DOCKER_HOST", "unix:///run/other.sock");
    expect(fateOf({ oldState: {} })).toEqual({ where: "unix:///run/other.sock", forgotten: false });
  });

  it("must be unknown for an address that means nothing, and one that is new", () => {
    expect(fateOf({ oldState: { connection: { host: "gopher://x" } } })).toEqual({
      forgotten: false,
    });
    expect(fateOf({})).toMatchObject({ forgotten: false });
  });
});
