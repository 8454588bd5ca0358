import { describe, expect, it } from "vitest";
import { logsOf, momentOf, utc } from "../../../../../cli/fleet/kubernetes/pod-log";

describe("utc", () => {
  it("must write times of any zone in one form, which sorts", () => {
    expect(utc("2026-01-31T12:00:00.123456789Z")).toBe("2026-01-31T12:00:00.123456789Z");
    expect(utc("2026-01-31T12:00:00.5+02:00")).toBe("2026-01-31T10:00:00.500000000Z");
    expect(utc("2026-01-31T12:00:00Z")).toBe("2026-01-31T12:00:00.000000000Z");
  });
});

describe("momentOf", () => {
  it("must keep every digit", () => {
    expect(momentOf("1769860800.123456789")).toBe("2026-01-31T12:00:00.123456789Z");
  });
});

describe("logsOf", () => {
  const metadata = { name: "web-1", namespace: "shop", uid: "uid" };
  const running = { running: {} };

  it("must take containers that have begun, and name them apart where there are several", () => {
    const status = (name: string, state: object) => ({ name, containerID: `id-${name}`, state });
    const containers = [
      { name: "main", image: "" },
      { name: "side", image: "" },
    ];
    const names = (spec: { containers: { name: string; image: string }[] }) =>
      logsOf("web", {
        metadata,
        spec,
        status: {
          containerStatuses: [
            status("main", running),
            status("side", { waiting: { reason: "ContainerCreating" } }),
          ],
        },
      }).map(({ name, id }) => [name, id]);
    expect(names({ containers })).toEqual([["web-1/main", "uid/main"]]);
    expect(names({ containers: containers.slice(0, 1) })).toEqual([["web-1", "uid/main"]]);
  });
});
