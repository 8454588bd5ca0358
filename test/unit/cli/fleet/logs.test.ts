import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { containersInState } from "../../../../cli/fleet/containers-in-state";
import { liveContainer } from "../../../../cli/fleet/logs/live-containers";
import { sinceTime, stamped, type LogLine } from "../../../../cli/fleet/logs/log-line";
import { mergeInOrder } from "../../../../cli/fleet/logs/merge";
import { Reorder } from "../../../../cli/fleet/logs/reorder";
import { Resumable } from "../../../../cli/fleet/logs/resumable";
import { servicesInState } from "../../../../cli/fleet/services-in-state";
import { container, service, taskLabels } from "./state";

describe("stamped", () => {
  it("must take the time off, and leave the rest as it is", () => {
    expect(stamped("2026-01-01T00:00:00.000000001Z  two  blanks ")).toEqual({
      time: "2026-01-01T00:00:00.000000001Z",
      text: " two  blanks ",
    });
    expect(stamped("2026-01-01T00:00:00.000000001Z")).toMatchObject({ text: "" });
  });
});

describe("sinceTime", () => {
  it("must keep every digit", () => {
    expect(sinceTime("2026-01-31T12:00:00.123456789Z")).toBe("1769860800.123456789");
  });
});

describe("mergeInOrder", () => {
  async function* source(...elements: string[]) {
    for (const element of elements) yield Promise.resolve(element);
  }
  async function merged(...sources: string[][]) {
    const found: string[] = [];
    const all = sources.map((elements) => source(...elements));
    for await (const element of mergeInOrder(all, (each) => each)) found.push(element);
    return found.join("");
  }

  it("must merge what is in order", async () => {
    expect(await merged(["a", "d", "e"], ["b", "c", "f"], [])).toBe("abcdef");
    expect(await merged()).toBe("");
  });

  it("must take equal ones in the order of their sources", async () => {
    const sources = [source("a1", "b1"), source("a2", "b2")];
    const found: string[] = [];
    for await (const element of mergeInOrder(sources, (each) => each[0]!)) found.push(element);
    expect(found).toEqual(["a1", "a2", "b1", "b2"]);
  });
});

describe("Reorder", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("must put into order what comes within a moment, and hand it on soon", () => {
    const out: string[] = [];
    const reorder = new Reorder<string>(
      (each) => each,
      (each) => out.push(each),
    );
    reorder.add("b");
    vi.advanceTimersByTime(200);
    reorder.add("a");
    reorder.add("c");
    expect(out).toEqual([]);
    vi.advanceTimersByTime(150);
    expect(out).toEqual(["a", "b"]);
    vi.advanceTimersByTime(400);
    expect(out).toEqual(["a", "b", "c"]);
    reorder.add("d");
    reorder.flush();
    expect(out).toEqual(["a", "b", "c", "d"]);
  });
});

describe("Resumable", () => {
  const line = (time: string): LogLine => ({
    source: { host: "a", workload: "w", container: "c" },
    stream: "stdout",
    text: "",
    time: `2026-01-01T00:00:00.00000000${time}Z`,
  });
  const takes = (log: Resumable, ...times: string[]) => times.map((time) => log.take(line(time)));

  it("must give every line once where the engine begins again at the last time", () => {
    const log = new Resumable();
    expect(log.resume()).toBeUndefined();
    expect(takes(log, "1", "2", "2")).toEqual([true, true, true]);
    expect(log.resume()).toBe("1767225600.000000002");
    // Two of that time were seen, a third came since.
    expect(takes(log, "2", "2", "2", "3")).toEqual([false, false, true, true]);
    log.resume();
    expect(takes(log, "3", "4")).toEqual([false, true]);
  });
});

describe("liveContainer", () => {
  const declared = {
    containers: containersInState([container("db", "a")]),
    services: servicesInState([service("queue")]),
  };
  const ownership = { owner: "me", urnPrefix: "urn:pulumi:prod::shop::" };
  const labels = {
    "slipway.owner": "me",
    "slipway.urn": "urn:pulumi:prod::shop::docker:index/container:Container::web-3",
    "slipway.workload": "web",
  };
  const live = (
    found: Partial<Parameters<typeof liveContainer>[0]>,
    wanted: Parameters<typeof liveContainer>[3] = {},
  ) => liveContainer({ id: "x", name: "x", labels: {}, ...found }, declared, ownership, wanted);

  it("must know a container by the state, or by its labels where the state doesn't know it yet", () => {
    expect(live({ id: "id-of-db", name: "db-1234567" })).toMatchObject({ workload: "db" });
    expect(live({ name: "web-3-89", labels })).toMatchObject({ workload: "web", name: "web-3-89" });
  });

  it("must know a container of a service by Swarm's labels", () => {
    const task = { name: "queue-7654321.2.x1y2", labels: taskLabels("queue", 2) };
    expect(live(task)).toMatchObject({ workload: "queue" });
    expect(live(task, { workload: ["web"] })).toBeUndefined();
    expect(live({ ...task, labels: taskLabels("other", 2) })).toBeUndefined();
  });

  it("must leave out what isn't the stack's", () => {
    expect(live({})).toBeUndefined();
    expect(live({ labels: { ...labels, "slipway.owner": "another" } })).toBeUndefined();
    const staging = labels["slipway.urn"].replace("prod", "staging");
    expect(live({ labels: { ...labels, "slipway.urn": staging } })).toBeUndefined();
  });

  it("must leave out what isn't wanted", () => {
    expect(live({ labels }, { workload: ["w*"] })).toBeDefined();
    expect(live({ labels }, { workload: ["db"] })).toBeUndefined();
    expect(live({ name: "web-3-89", labels }, { container: ["web-3"] })).toBeDefined();
    expect(live({ name: "web-3-89", labels }, { container: ["web-4"] })).toBeUndefined();
  });
});
