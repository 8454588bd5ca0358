import { afterEach, describe, expect, it, vi } from "vitest";
import { parseOptions } from "../../../bench/options";
import { PEERS } from "../../../bench/peers/index";

describe("parseOptions", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("must fill in the defaults", () => {
    expect(parseOptions([])).toEqual({
      n: 50,
      peers: ["slipway", "api", "cli", "compose", "terraform"],
      runs: 5,
      timeoutSeconds: 600,
      json: false,
      compose: false,
      composeModel: false,
      exec: false,
      fleet: false,
      hosts: false,
      kubernetes: false,
      droplets: false,
      scale: false,
      write: false,
    });
  });

  it("must always measure slipway, first and once", () => {
    expect(parseOptions(["--peers", "api,slipway,api, compose"])).toMatchObject({
      peers: ["slipway", "api", "compose"],
    });
  });

  it("must take every peer for `all`", () => {
    expect(parseOptions(["--peers", "all"])).toMatchObject({ peers: Object.keys(PEERS) });
  });

  it.each([
    [["--peers", "docker"], /expected some of slipway, .*got "docker"/],
    [["--n", "0"], /at least 1, got "0"/],
    [["--n", "many"], /got "many"/],
    [["--runs", "1.5"], /got "1.5"/],
    [["--nn", "3"], /unknown option/],
  ])("must refuse %j with one sentence", (argv, message) => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(parseOptions(argv)).toBe(1);
    expect(String(written.mock.calls[0]?.[0])).toMatch(message);
  });
});
