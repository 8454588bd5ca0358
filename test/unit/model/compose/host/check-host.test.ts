import { describe, expect, it } from "vitest";
import { checkHost } from "../../../../../model/compose/host/check-host";
import { loadFiles } from "../load-text";

function mistakes(web: object, more: object = {}, isLocal = true): string[] {
  const loaded = loadFiles({
    "compose.yaml": { services: { web: { image: "a", ...web } }, ...more },
    token: "t",
  });
  expect(loaded.mistakes).toEqual([]);
  return checkHost(loaded, { isLocal, jobs: [] }).map(({ path, problem }) => `${path}: ${problem}`);
}

describe("checkHost", () => {
  it("takes an ordinary service", () => {
    expect(mistakes({ ports: ["80:80"], mem_limit: "64m", scale: 1 })).toEqual([]);
  });

  it.each([
    [
      "one published port for two containers",
      { scale: 2, ports: ["80:80"] },
      /ports\[0\]: publishes 80 for 2/,
    ],
    ["a size that isn't whole MiB", { mem_limit: 1000 }, /mem_limit: expected whole MiB/],
    ["a job of a Swarm", { deploy: { mode: "replicated-job" } }, /deploy\.mode: .* is for a Swarm/],
    [
      "a policy that pulls by itself",
      { pull_policy: "daily" },
      /pull_policy: "daily" can't be done/,
    ],
    ["a user namespace by name", { userns_mode: "mine" }, /userns_mode: expected "host"/],
    ["times without a test", { healthcheck: { interval: "1s" } }, /healthcheck: needs a test/],
    [
      "an image as a volume",
      { volumes: [{ type: "npipe", source: "a", target: "/b" }] },
      /type: "npipe"/,
    ],
    [
      "two platforms",
      { build: { context: ".", platforms: ["linux/amd64", "linux/arm64"] } },
      /expected one platform/,
    ],
  ])("refuses %s", (_, web, problem) => {
    expect(mistakes(web)).toEqual([expect.stringMatching(problem)]);
  });

  it("gives each of several containers a port of a range", () => {
    expect(mistakes({ scale: 2, ports: ["8000-8001:80"] })).toEqual([]);
  });

  it("refuses to share with a service that has no containers", () => {
    const loaded = loadFiles({
      "compose.yaml": {
        services: { web: { image: "a", network_mode: "service:db" }, db: { image: "a", scale: 0 } },
      },
    });
    expect(checkHost(loaded, { isLocal: true, jobs: [] }).map(({ path }) => path)).toEqual([
      "services.web.network_mode",
    ]);
  });

  it("refuses an endless job", () => {
    const other = {
      image: "a",
      depends_on: { web: { condition: "service_completed_successfully" } },
    };
    const loaded = loadFiles({
      "compose.yaml": { services: { web: { image: "a", restart: "always" }, other } },
    });
    expect(checkHost(loaded, { isLocal: true, jobs: [] }).map(({ path }) => path)).toEqual([
      "services.web.restart",
    ]);
  });

  it("mounts a file of this machine into a read-only container, and refuses to write one", () => {
    const sealed = { read_only: true, secrets: ["token"] };
    expect(mistakes(sealed, { secrets: { token: { file: "token" } } })).toEqual([]);
    expect(mistakes(sealed, { secrets: { token: { file: "token" } } }, false)).toHaveLength(1);
    expect(mistakes(sealed, { secrets: { token: { environment: "HOME" } } })).toHaveLength(1);
  });

  it("refuses to write to this machine from another", () => {
    expect(mistakes({ volumes: ["./data:/data"] })).toEqual([]);
    expect(mistakes({ volumes: ["./data:/data"] }, {}, false)).toHaveLength(1);
    expect(mistakes({ volumes: ["./conf:/conf:ro", "/srv/data:/data"] }, {}, false)).toEqual([]);
  });
});
