import {
  SECRET_TABLE,
  type SecretInputs,
} from "../../../../plugins/docker/resources/swarm/secret-table";
import { SECRET } from "../../../contract/docker/docker-stack";
import type { Kind } from "../kinds";
import type { Hand, TrialsFor } from "../trial";
import { base64, labelTrial, type FoundSwarmFile } from "./swarm-file";

export function secretKind(name: (suffix: string) => string): Kind {
  return {
    name: "docker.Secret",
    token: SECRET,
    inSwarm: true,
    table: SECRET_TABLE,
    inputs: () => ({ data: base64("one") }),
    trials: secretTrials(name),
    import: { untold: ["data"], needs: ["data"] },
    inspect: (docker, { id }) => docker.getSecret(id).inspect(),
    freshId: true,
  };
}

/** Swarm never tells a secret's data, so there is nothing to read back. */
function secretTrials(name: (suffix: string) => string): TrialsFor<SecretInputs, FoundSwarmFile> {
  const handle = ({ docker, id }: Hand) => docker.getSecret(id);
  return {
    data: [{ base: base64("one"), changed: base64("two"), optional: false }],
    labels: [labelTrial((hand) => handle(hand))],
    name: [
      {
        base: name("secret-one"),
        changed: name("secret-two"),
        inDocker: {
          of: ({ Spec }) => Spec.Name,
          base: name("secret-one"),
          changed: name("secret-two"),
        },
        byHand: (hand) => handle(hand).remove(),
        seenIn: "gone",
        optional: false,
      },
    ],
  };
}
