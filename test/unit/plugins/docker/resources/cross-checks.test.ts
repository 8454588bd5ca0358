import { describe, expect, it } from "vitest";

import { checkProperties } from "../../../../../plugins/runtime/check/rule";
import { CONTAINER_RULES } from "../../../../../plugins/docker/resources/container/container-checks";
import { crossChecks } from "../../../../../plugins/docker/resources/container/container-cross-checks";
import { UNKNOWN, type CheckFailure, type Props } from "../../../../../plugins/runtime/resource";
import * as fc from "fast-check";

function mistakes(inputs: Props): string[] {
  const failures: CheckFailure[] = [];
  checkProperties(inputs, CONTAINER_RULES, [], "", (failure) => failures.push(failure));
  if (failures.length === 0) failures.push(...crossChecks(inputs));
  return failures.map(({ property }) => property);
}

describe("mistakes of a container's inputs", () => {
  it.each<[Props, string[]]>([
    [
      {
        ports: [
          { internal: 80, external: 1 },
          { internal: 81, external: 1 },
        ],
      },
      ["ports[1].external"],
    ],
    [
      {
        ports: [
          { internal: 80, external: 1, ip: "127.0.0.1" },
          { internal: 81, external: 1, ip: "127.0.0.2" },
        ],
      },
      [],
    ],
    [
      {
        ports: [
          { internal: 80, external: 1 },
          { internal: 81, external: 1, protocol: "udp" },
        ],
      },
      [],
    ],
    [{ envs: ["A=1", "A=2"] }, ["envs[1]"]],
    [
      { volumes: [{ volumeName: "a1", containerPath: "/x" }], tmpfs: { "/x/": "" } },
      ['tmpfs["/x/"]'],
    ],
    [
      { networkMode: "host", networksAdvanced: [{ name: "a" }], ports: [{ internal: 1 }] },
      ["networksAdvanced", "ports"],
    ],
    [{ cpus: "1", cpuQuota: 1000 }, ["cpus"]],
    [{ memory: 4 }, ["memory"]],
    [{ memory: 64, memorySwap: 32 }, ["memorySwap"]],
    [{ rm: true, restart: "always" }, ["rm"]],
    [{ wait: true, start: false }, ["wait"]],
    [{ uploads: [{ file: "/a" }] }, ["uploads[0]"]],
    [{ uploads: [{ file: "a", content: "" }] }, ["uploads[0].file"]],
    [{ labels: [{ label: "slipway.urn", value: "" }] }, ["labels[0].label"]],
    [{ mounts: [{ type: "bind", target: "/a" }] }, ["mounts[0].source"]],
    [{ healthcheck: { tests: ["curl"] } }, ["healthcheck.tests[0]"]],
    [{ healthcheck: { tests: ["CMD"] } }, ["healthcheck.tests"]],
    [{ restart: "sometimes" }, ["restart"]],
    [{ name: "-a" }, ["name"]],
    [{ memory: "64" }, ["memory"]],
    [
      {
        image: UNKNOWN,
        envs: [UNKNOWN, "A=1"],
        ports: UNKNOWN,
        labels: [{ label: "a", value: UNKNOWN }],
      },
      [],
    ],
    [{ __defaults: ["name"] }, []],
  ])("%j", (inputs, expected) => {
    expect(mistakes(inputs)).toEqual(expected);
  });

  it("must be told, whatever the inputs are", () => {
    const inputs = fc.dictionary(
      fc.constantFrom(...Object.keys(CONTAINER_RULES)),
      fc.anything({ maxDepth: 3, withNullPrototype: false }),
    );
    fc.assert(
      fc.property(inputs, (each) => Array.isArray(mistakes(each as Props))),
      { numRuns: 300 },
    );
  });
});
