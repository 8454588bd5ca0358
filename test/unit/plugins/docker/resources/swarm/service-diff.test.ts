import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SERVICE_RULES } from "../../../../../../plugins/docker/resources/swarm/service/service-checks";
import { diffService } from "../../../../../../plugins/docker/resources/swarm/service/service-diff";
import { SERVICE_TABLE } from "../../../../../../plugins/docker/resources/swarm/service/service-table";
import { UNKNOWN, type Props } from "../../../../../../plugins/runtime/resource";

const task = (container: Props = {}, rest: Props = {}): Props => ({
  taskSpec: { containerSpec: { image: "nginx", ...container }, ...rest },
});

const diff = (before: Props, after: Props, autonamed = ["name"]) =>
  diffService({
    oldInputs: { name: "web-1", ...task(), ...before },
    inputs: { name: "web-1", ...task(), ...after },
    autonamed,
  });
const paths = (before: Props, after: Props) =>
  diff(before, after).changes.map(
    ({ path, kind, replace }) => `${path} ${kind}${replace ? "!" : ""}`,
  );

describe("equal spellings, and defaults that Swarm fills in, must be no change", () => {
  it.each<[string, Props, Props]>([
    ["image", task(), task({ image: "docker.io/library/nginx:latest" })],
    ["env order", task({ env: { A: "1", B: "2" } }), task({ env: { B: "2", A: "1" } })],
    ["grace", task(), task({ stopGracePeriod: "10s" })],
    ["isolation", task(), task({ isolation: "default", readOnly: false, user: "" })],
    ["capabilities", task({ capAdds: ["net_admin"] }), task({ capAdds: ["CAP_NET_ADMIN"] })],
    [
      "secret",
      task({ secrets: [{ secretId: "a", fileName: "f" }] }),
      task({
        secrets: [
          {
            secretId: "a",
            secretName: "n",
            fileName: "f",
            fileUid: "0",
            fileGid: "0",
            fileMode: 292,
          },
        ],
      }),
    ],
    [
      "mounts",
      task({
        mounts: [
          { type: "tmpfs", target: "/a" },
          { type: "bind", source: "/x", target: "/b/" },
        ],
      }),
      task({
        mounts: [
          { type: "bind", source: "/x", target: "/b", bindOptions: { propagation: "rprivate" } },
          { type: "tmpfs", target: "/a", readOnly: false },
        ],
      }),
    ],
    [
      "placement",
      task({}, { placement: { constraints: ["a==b", "c != d"], prefs: ["spread=x"] } }),
      task(
        {},
        { placement: { constraints: ["c!=d", "a == b"], prefs: ["spread=x"], maxReplicas: 0 } },
      ),
    ],
    ["restart policy", task(), task({}, { restartPolicy: { condition: "any", delay: "5s" } })],
    ["resources", task(), task({}, { resources: { limits: { nanoCpus: 0 } }, forceUpdate: 0 })],
    ["mode", {}, { mode: { global: false, replicated: { replicas: 1 } } }],
    ["update", {}, { updateConfig: { monitor: "5000ms", parallelism: 1, maxFailureRatio: "0.0" } }],
    ["duration", { updateConfig: { delay: "90s" } }, { updateConfig: { delay: "1m30s" } }],
    [
      "ports",
      { endpointSpec: { ports: [{ targetPort: 80 }, { targetPort: 81 }] } },
      {
        endpointSpec: {
          mode: "vip",
          ports: [{ targetPort: 81 }, { targetPort: 80, protocol: "tcp", publishMode: "ingress" }],
        },
      },
    ],
  ])("%s", (_, before, after) => {
    expect(paths(before, after)).toEqual([]);
    expect(paths(after, before)).toEqual([]);
  });
});

describe("a change must be in place, and shown where it is", () => {
  it.each<[Props, Props, string[]]>([
    [task(), task({ image: "nginx:2" }), ["taskSpec.containerSpec.image update"]],
    [task({ env: { A: "1" } }), task({ env: { A: "2" } }), ["taskSpec.containerSpec.env.A update"]],
    [task(), task({ image: UNKNOWN }), ["taskSpec.containerSpec.image update"]],
    [task(), task({ stopGracePeriod: "0s" }), ["taskSpec.containerSpec.stopGracePeriod add"]],
    [{}, { mode: { replicated: { replicas: 3 } } }, ["mode.replicated.replicas add"]],
    [{}, { updateConfig: { parallelism: 0 } }, ["updateConfig.parallelism add"]],
    [
      task({}, { networksAdvanceds: [{ id: "a" }] }),
      task({}, { networksAdvanceds: [{ id: "a", aliases: ["x"] }] }),
      ["taskSpec.networksAdvanceds[0] update"],
    ],
  ])("%j to %j", (before, after, expected) => {
    expect(paths(before, after)).toEqual(expected);
  });

  it("but for the kind of mode and the name", () => {
    expect(paths({}, { mode: { global: true } })).toEqual(["mode.global add!"]);
    expect(paths({}, { name: "other" })).toEqual(["name update!"]);
  });
});

describe("the old service must go first", () => {
  const global = { mode: { global: true } };
  const port = { endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }] } };
  it("where both have one name or publish one port", () => {
    expect(diff({}, global).deleteBeforeReplace).toBeUndefined();
    expect(diff({}, global, []).deleteBeforeReplace?.cause).toContain('"web-1" is fixed');
    expect(diff(port, { ...port, ...global }).deleteBeforeReplace?.cause).toContain("port 8080");
  });
});

describe("properties of check and diff", () => {
  const value = fc.anything({ withNullPrototype: false, maxDepth: 4 });
  const inputs = fc.dictionary(fc.constantFrom(...Object.keys(SERVICE_TABLE)), value);
  const nested = fc.record({
    taskSpec: fc.record({
      containerSpec: fc.dictionary(
        fc.constantFrom("env", "mounts", "secrets", "hosts", "healthcheck", "image", "labels"),
        value,
      ),
      placement: value,
      networksAdvanceds: value,
    }),
  });
  it("must never fail, and never differ from itself", () => {
    fc.assert(
      fc.property(fc.oneof(inputs, nested), (one: Props) => {
        const same = { oldInputs: one, inputs: structuredClone(one), autonamed: [] };
        expect(diffService(same).changes).toEqual([]);
        for (const [name, rule] of Object.entries(SERVICE_RULES)) rule(one[name], name, () => {});
      }),
      { numRuns: 300 },
    );
  });
});
