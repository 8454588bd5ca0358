import {
  SERVICE_CONFIG_TABLE,
  type ServiceConfigInputs,
} from "../../../../plugins/docker/resources/swarm/service-config-table";
import { SERVICE_CONFIG } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import type { Hand, TrialsFor } from "../trial";
import { base64, labelTrial, type FoundSwarmFile } from "./swarm-file";

export function serviceConfigKind(name: (suffix: string) => string): Kind {
  return {
    name: "docker.ServiceConfig",
    token: SERVICE_CONFIG,
    inSwarm: true,
    table: SERVICE_CONFIG_TABLE,
    inputs: () => ({ dataRaw: "one" }),
    trials: configTrials(name),
    import: {},
    inspect: (docker, { id }) => docker.getConfig(id).inspect(),
    freshId: true,
  };
}

function configTrials(
  name: (suffix: string) => string,
): TrialsFor<ServiceConfigInputs, FoundSwarmFile> {
  const handle = ({ docker, id }: Hand) => docker.getConfig(id);
  const content = (base: string, changed: string) => ({
    of: ({ Spec }: FoundSwarmFile) => Spec.Data,
    base: base64(base),
    changed: base64(changed),
  });
  return {
    data: [
      {
        with: { dataRaw: undefined },
        base: base64("one"),
        changed: base64("two"),
        inDocker: content("one", "two"),
        optional: false,
      },
      {
        what: "as text from now on",
        with: { dataRaw: undefined },
        base: base64("one"),
        changed: undefined,
        changedWith: { dataRaw: "two" },
        inDocker: content("one", "two"),
        optional: false,
      },
    ],
    dataRaw: [{ base: "one", changed: "two", inDocker: content("one", "two"), optional: false }],
    labels: [labelTrial((hand) => handle(hand))],
    name: [
      {
        base: name("config-one"),
        changed: name("config-two"),
        inDocker: {
          of: ({ Spec }) => Spec.Name,
          base: name("config-one"),
          changed: name("config-two"),
        },
        byHand: (hand) => handle(hand).remove(),
        seenIn: "gone",
        optional: false,
      },
    ],
  };
}
