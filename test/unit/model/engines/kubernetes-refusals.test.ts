import { describe, expect, it } from "vitest";
import {
  isStateful,
  kubernetesRefusals,
  type KubernetesSubject,
} from "../../../../model/engines/kubernetes-refusals";
import { LATER } from "../../../../model/later";

const pathsOf = (spec: KubernetesSubject) => kubernetesRefusals(spec).map(({ path }) => path);

describe("what Kubernetes can't do", () => {
  it.each<[string, KubernetesSubject]>([
    ["user", { user: "nginx" }],
    ["init", { init: true }],
    ["stopSignal", { stopSignal: "SIGINT" }],
    ["logs", { logs: {} }],
    ["files", { files: [{ path: "/x", content: "x".repeat(1_048_577) }] }],
    ["files[0].userId", { files: [{ path: "/x", content: "", userId: 1 }] }],
    ["files[0].groupId", { files: [{ path: "/x", content: "", groupId: 1 }] }],
    ["files[0].onChange", { files: [{ path: "/x", content: "", onChange: "restart" }] }],
    ["volumes[0].tmpfs.mode", { volumes: [{ path: "/x", tmpfs: { mode: "0700" } }] }],
    ["ports[0].name", { ports: [{ name: "a-name-of-16-char", port: 80 }] }],
    ["ports[0].name", { ports: [{ name: "80", port: 80 }] }],
    ["ports[0].publish", { ports: [{ port: 80, publish: { port: 80 } }], replicas: 2 }],
    ["rollout.canary", { rollout: { canary: 1 } }],
    ["rollout.maxFailures", { rollout: { maxFailures: 1 } }],
    ["spread", { spread: 3 }],
    ["rollout.batch", { volumes: [{ path: "/x", name: "x" }], rollout: { batch: 2 } }],
  ])("must be refused: %s", (path, spec) => {
    expect(pathsOf(spec)).toEqual([path]);
  });

  it("must be told all at once", () => {
    expect(pathsOf({ init: true, user: "nginx", stopSignal: "SIGINT" })).toEqual([
      "user",
      "init",
      "stopSignal",
    ]);
  });

  it("must let through what it can do, and what comes later", () => {
    expect(
      kubernetesRefusals({
        user: "1000:100",
        restart: "always",
        init: false,
        files: [{ path: "/x", content: LATER }],
        ports: [{ name: "http", port: 80, publish: { port: 80 } }],
        volumes: [
          { path: "/a", name: "a", access: "shared" },
          { path: "/b", tmpfs: { sizeMib: 1 } },
        ],
        rollout: { batch: "25%" },
      }),
    ).toEqual([]);
    expect(kubernetesRefusals({ user: LATER })).toEqual([]);
  });

  it("must refuse a name that can't be a Service's", () => {
    expect(kubernetesRefusals({}, "web-1")).toEqual([]);
    for (const name of ["1web", "web_1", "Web", "w".repeat(54), "web-"])
      expect(kubernetesRefusals({}, name)).toHaveLength(1);
  });
});

it("only a volume of each replica's own makes a workload stateful", () => {
  expect(isStateful({ volumes: [{ path: "/x", name: "x" }] })).toBe(true);
  expect(isStateful({ volumes: [{ path: "/x", name: "x", access: "shared" }] })).toBe(false);
  expect(isStateful({ volumes: [{ path: "/x", existing: "x" }] })).toBe(false);
  expect(isStateful({})).toBe(false);
});
