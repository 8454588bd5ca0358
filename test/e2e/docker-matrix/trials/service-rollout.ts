import type { EngineServiceSpec } from "../../../../plugins/docker/client/swarm-types";
import type {
  RollbackConfig,
  UpdateConfig,
} from "../../../../plugins/docker/resources/swarm/service/service-inputs";
import type { TrialsFor } from "../trial";
import { SECOND, serviceUpdate, spec, type FoundService } from "./service-reading";

/** `updateConfig`, and `rollbackConfig`, which is the same but for what a failure may lead to. */
export function serviceRollout(
  part: "UpdateConfig" | "RollbackConfig",
): TrialsFor<UpdateConfig & RollbackConfig, FoundService> {
  const isUpdate = part === "UpdateConfig";
  const of =
    (key: keyof NonNullable<EngineServiceSpec[typeof part]>) => (base: unknown, changed: unknown) =>
      spec((found) => found[part]?.[key], { base, changed });
  const byHand = (change: object) =>
    serviceUpdate((found) => {
      found[part] = { Parallelism: 1, ...found[part], ...change };
    });
  return {
    delay: [
      {
        base: "1s",
        alike: ["1000ms"],
        changed: "2s",
        inDocker: of("Delay")(SECOND, 2 * SECOND),
        byHand: byHand({ Delay: 3 * SECOND }),
      },
    ],
    failureAction: [
      {
        base: "continue",
        changed: isUpdate ? "rollback" : "pause",
        inDocker: of("FailureAction")("continue", isUpdate ? "rollback" : "pause"),
        byHand: byHand({ FailureAction: "pause" }),
      },
    ],
    maxFailureRatio: [
      {
        base: "0.5",
        alike: [".50"],
        changed: "0.2",
        inDocker: spec((found) => found[part]?.MaxFailureRatio?.toFixed(2), {
          base: "0.50",
          changed: "0.20",
        }),
        byHand: byHand({ MaxFailureRatio: 0.3 }),
      },
    ],
    monitor: [
      {
        base: "20ms",
        alike: ["0.02s"],
        changed: "30ms",
        inDocker: of("Monitor")(2e7, 3e7),
        byHand: byHand({ Monitor: 4e7 }),
      },
    ],
    order: [
      {
        base: "start-first",
        changed: "stop-first",
        inDocker: of("Order")("start-first", "stop-first"),
        byHand: byHand({ Order: "stop-first" }),
      },
    ],
    parallelism: [
      {
        base: 0,
        changed: 2,
        inDocker: of("Parallelism")(0, 2),
        byHand: byHand({ Parallelism: 3 }),
      },
    ],
  };
}
