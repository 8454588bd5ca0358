import { describe, expect, it } from "vitest";

import { checkProperties } from "../../../../../../plugins/runtime/check/rule";
import { SERVICE_RULES } from "../../../../../../plugins/docker/resources/swarm/service/service-checks";
import {
  crossChecks,
  monitorWarning,
} from "../../../../../../plugins/docker/resources/swarm/service/service-cross-checks";
import { UNKNOWN, type CheckFailure, type Props } from "../../../../../../plugins/runtime/resource";

function check(inputs: Props): string[] {
  const failures: CheckFailure[] = [];
  checkProperties(inputs, SERVICE_RULES, ["taskSpec"], "", (failure) => failures.push(failure));
  if (failures.length === 0) failures.push(...crossChecks(inputs));
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

const task = (container: Props = {}, rest: Props = {}): Props => ({
  taskSpec: { containerSpec: { image: "nginx", ...container }, ...rest },
});

describe("the checks of a service", () => {
  it("must report all mistakes at once, each with its path", () => {
    expect(
      check({
        name: "-web",
        imag: "nginx",
        ...task(
          {
            image: "Nginx",
            env: { "A=": "1" },
            mounts: [{ type: "bind", target: "data" }],
            stopGracePeriod: "ten",
          },
          {
            networksAdvanceds: [{}],
            placement: { constraints: ["node"], prefs: ["zone"] },
            runtime: "plugin",
          },
        ),
        updateConfig: { failureAction: "stop", maxFailureRatio: "2" },
        mode: { replicated: { replicas: -1 } },
      }).map((each) => each.split(":")[0]),
    ).toEqual([
      "name",
      "imag",
      "taskSpec.containerSpec.image",
      'taskSpec.containerSpec.env["A="]',
      "taskSpec.containerSpec.mounts[0].target",
      "taskSpec.containerSpec.mounts[0].source",
      "taskSpec.containerSpec.stopGracePeriod",
      "taskSpec.networksAdvanceds[0]",
      "taskSpec.placement.constraints[0]",
      "taskSpec.placement.prefs[0]",
      "taskSpec.runtime",
      "updateConfig.failureAction",
      "updateConfig.maxFailureRatio",
      "mode.replicated.replicas",
    ]);
  });

  it.each<[Props, string]>([
    [
      { ...task(), mode: { global: true, replicated: {} } },
      "mode: expected one of global and replicated, got both",
    ],
    [
      { ...task(), endpointSpec: { mode: "dnsrr", ports: [{ targetPort: 80 }] } },
      'endpointSpec.ports[0].publishMode: expected "host": with mode "dnsrr" there is no ingress to publish a port on',
    ],
    [
      task({}, { resources: { limits: { nanoCpus: 1 } } }),
      "taskSpec.resources.limits.nanoCpus: expected at least 1000000 (a thousandth of a CPU), got 1",
    ],
    [
      task({
        secrets: [
          { secretId: "a", fileName: "f" },
          { secretId: "b", fileName: "f" },
        ],
      }),
      'taskSpec.containerSpec.secrets[1]: the file "f" is given by taskSpec.containerSpec.secrets[0] already',
    ],
  ])("must see what lies between inputs: %j", (inputs, expected) => {
    expect(check(inputs)).toEqual([expected]);
  });

  it("must let pass what isn't known yet", () => {
    expect(check({ ...task({ image: UNKNOWN, secrets: UNKNOWN }), mode: UNKNOWN })).toEqual([]);
    expect(check({ taskSpec: UNKNOWN, endpointSpec: { ports: [UNKNOWN] } })).toEqual([]);
  });

  it("must warn where Swarm would miss tasks that fail", () => {
    expect(monitorWarning({ updateConfig: { delay: "10s" } })).toContain(
      "updateConfig.monitor (5s) is shorter than updateConfig.delay (10s)",
    );
    expect(monitorWarning({ updateConfig: { delay: "10s", monitor: "10s" } })).toBeUndefined();
    expect(monitorWarning({})).toBeUndefined();
  });
});
