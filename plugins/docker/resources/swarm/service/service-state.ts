import { UNKNOWN, type Props } from "../../../../runtime/resource";
import type { EngineService } from "../../../client/swarm-types";
import { everything, portFound, type NetworkNames } from "./service-found";
import type { ServiceInputs } from "./service-inputs";

/** State as preview can tell it. */
export function previewState(inputs: Props): Props {
  return {
    ...inputs,
    labels: inputs["labels"] ?? [],
    mode: inputs["mode"] ?? { global: false, replicated: { replicas: 1 } },
    endpointSpec: inputs["endpointSpec"] ?? UNKNOWN,
  };
}

/** What the user gave, as they gave it, and what Swarm filled in: property for property the SDK's `Service`. */
export function serviceState(inputs: Props, found: EngineService, networks: NetworkNames): Props {
  const written = inputs as Partial<ServiceInputs>;
  const now = everything(found, networks, written);
  const chosen = found.Endpoint?.Ports;
  return {
    ...(filledIn(inputs, now) as Props),
    // With the ports that Swarm has chosen.
    ...(chosen && {
      endpointSpec: {
        ...now.endpointSpec,
        ...written.endpointSpec,
        ports: chosen.map(portFound),
      },
    }),
  };
}

/** The user's value where there is one, else what was found; object by object. */
function filledIn(written: unknown, found: unknown): unknown {
  if (written === undefined || written === null) return found;
  if (!isBag(written) || !isBag(found)) return written;
  return Object.fromEntries(
    [...new Set([...Object.keys(found), ...Object.keys(written)])].map((name) => [
      name,
      filledIn(written[name], found[name]),
    ]),
  );
}

function isBag(value: unknown): value is Props {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
