import { describe, expect, it } from "vitest";

import { EngineError } from "../../../../../plugins/docker/client/engine-error";
import { hostFate, onHost } from "../../../../../plugins/docker/connection/lost-host";
import { parseHost } from "../../../../../plugins/docker/connection/resolve-endpoint";
import type { DeleteCall, ReadCall, Resource } from "../../../../../plugins/runtime/resource";

const WEB1 = parseHost("ssh://deploy@web1");
const fate = (forget?: string) => hostFate(WEB1, { SLIPWAY_FORGET_HOSTS: forget });

describe("a host", () => {
  it("must be forgotten by any spelling of its address, and no other host with it", () => {
    expect(fate("tcp://a, ssh://root@web1/var/run/docker.sock").forgotten).toBe(true);
    for (const other of [undefined, "", "ssh://web10", "ssh://web1:2222", "tcp://web1"])
      expect(fate(other).forgotten).toBe(false);
  });

  it("must not be forgotten by mistake: what is no host is refused", () => {
    expect(() => fate("web1")).toThrow("SLIPWAY_FORGET_HOSTS: expected an address such as");
  });
});

describe("a resource", () => {
  const warnings: string[] = [];
  const call = {
    urn: "urn:x",
    name: "x",
    log: { warn: (line: string) => warnings.push(line) },
  } as unknown as ReadCall & DeleteCall;
  const failing = (error: Error) =>
    onHost(
      {
        read: () => Promise.reject(error),
        delete: () => Promise.reject(error),
      } as unknown as Resource<string | undefined>,
      (forget) => fate(forget),
    );

  it("must say the ways out where its host can't be reached, and nothing else's", async () => {
    const lost = failing(new EngineError("unreachable", "it is away"));
    for (const verb of ["read", "delete"] as const)
      await expect(lost[verb](call, undefined)).rejects.toThrow(
        /^it is away; .*--exclude 'urn:x'.*SLIPWAY_FORGET_HOSTS=ssh:\/\/deploy@web1/,
      );
    const refused = failing(new EngineError("conflict", "in use"));
    await expect(refused.delete(call, undefined)).rejects.toThrow(/^in use$/);
  });

  it("must be gone with a host that is forgotten, with a warning and without a call", async () => {
    const lost = failing(new Error("it was called"));
    expect(await lost.read(call, "ssh://web1")).toBeUndefined();
    await lost.delete(call, "ssh://web1");
    expect(warnings).toEqual([
      expect.stringContaining("counts as gone"),
      expect.stringContaining("forgotten, not removed"),
    ]);
  });
});
