import { isIP } from "node:net";

import { OWNER_LABEL, URN_LABEL } from "../../../../model/docker-labels";
import {
  checkProperties,
  listOf,
  mapOf,
  objectOf,
  text,
  wholeNumber,
  type Test,
} from "../../../runtime/check/rule";
import * as is from "../../../docker/check/text-tests";
import { engineIdentity } from "../../../docker/connection/endpoint";
import { resolveIdentity } from "../../../docker/connection/resolve-endpoint";
import { mapping, scalar } from "../../../docker/diff/comparison";
import type { ReplaceIf, TreatmentsFor } from "../../../docker/diff/treatment";
import {
  containsUnknown,
  type CheckCall,
  type CheckFailure,
  type Props,
} from "../../../runtime/resource";
import { connection } from "../../check/connection";
import type { Connection } from "../../client/fleet";
import { noteManagers, type ManagerInput } from "./managers";

export interface AddressInputs {
  advertiseAddr?: string;
  listenAddr?: string;
  dataPathAddr?: string;
}

export interface NodeInputs extends AddressInputs {
  connection?: Connection;
  swarm: string;
  managers: ManagerInput[];
  role: "worker" | "manager";
  availability: "active" | "pause" | "drain";
  labels: Record<string, string>;
  remoteAddrs?: string[];
  drainTimeoutSeconds: number;
}

export const NODE_DEFAULTS = {
  role: "worker",
  availability: "active",
  labels: {},
  drainTimeoutSeconds: 120,
} as const;

/** The way by which a node was added, so that it is told from the same node added by another way. */
export const HOST_LABEL = "slipway.host";
export const OWN_LABELS = [URN_LABEL, OWNER_LABEL, HOST_LABEL] as const;

/** `ADDRESS|INTERFACE[:PORT]` */
const nodeAddress: Test<string> = (value) => {
  const [, bracketed, plain = "", port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(value) ?? [];
  const fine =
    isIP(value) > 0 ||
    ((bracketed === undefined ? /^[\w.-]+$/.test(plain) : isIP(bracketed) === 6) &&
      (port === undefined || (Number(port) >= 1 && Number(port) <= 65535)));
  return fine
    ? undefined
    : `expected an IP address or an interface of the host, with a port or without, got "${value}"`;
};

export const addressRules = {
  advertiseAddr: text(nodeAddress),
  listenAddr: text(nodeAddress),
  dataPathAddr: text(nodeAddress),
};

const RULES = {
  connection,
  swarm: text(is.nonEmpty),
  managers: listOf(
    objectOf<ManagerInput & AddressInputs>(
      { name: text(is.nonEmpty), connection, ...addressRules },
      ["name"],
    ),
    { nonEmpty: true },
  ),
  role: text(is.oneOf("worker", "manager")),
  availability: text(is.oneOf("active", "pause", "drain")),
  labels: mapOf(text()),
  remoteAddrs: listOf(text(nodeAddress), { nonEmpty: true }),
  drainTimeoutSeconds: wholeNumber(0, 86_400),
  ...addressRules,
};

const otherAddress = { replace: "a node gets its addresses when it joins" };

const otherHost: ReplaceIf = (before, after) =>
  containsUnknown(after) || hostOf(before) === hostOf(after)
    ? undefined
    : "it is another host that joins";

/** What a host is known by, whoever logs in there. */
export function hostOf(connection: unknown): string {
  return engineIdentity(resolveIdentity(connection ?? {}));
}

/** True where both ways lead to the same host, as far as is known now. */
export function staysOn(before: unknown, after: unknown): boolean {
  return !containsUnknown(after) && hostOf(before) === hostOf(after);
}

export const NODE_TABLE: TreatmentsFor<NodeInputs> = {
  connection: {
    compare: scalar(),
    change: { replaceIf: otherHost, when: "it leads to another host" },
  },
  swarm: { compare: scalar(), change: { replace: "it is another swarm" } },
  managers: { compare: scalar(), change: "pluginOnly" },
  role: { compare: scalar((each) => each, NODE_DEFAULTS.role), change: "inPlace" },
  availability: { compare: scalar((each) => each, NODE_DEFAULTS.availability), change: "inPlace" },
  labels: { compare: mapping(), change: "inPlace" },
  remoteAddrs: { compare: scalar(), change: "ignore" },
  drainTimeoutSeconds: { compare: scalar(), change: "pluginOnly" },
  advertiseAddr: { compare: scalar(), change: otherAddress },
  listenAddr: { compare: scalar(), change: otherAddress },
  dataPathAddr: { compare: scalar(), change: otherAddress },
};

export const ADDRESSES = ["advertiseAddr", "listenAddr", "dataPathAddr"] as const;

export function checkNode({ inputs: given, oldInputs }: CheckCall): {
  inputs: Props;
  failures: CheckFailure[];
} {
  const inputs: Props = { ...given };
  for (const [name, value] of Object.entries(NODE_DEFAULTS)) inputs[name] ??= value;
  const failures: CheckFailure[] = [];
  const fail = (failure: CheckFailure) => failures.push(failure);
  checkProperties(inputs, RULES, ["swarm", "managers"], "", fail);
  if (failures.length > 0) return { inputs, failures };
  const { swarm, managers } = inputs;
  if (!containsUnknown(swarm) && !containsUnknown(managers))
    noteManagers(swarm as string, managers as ManagerInput[]);
  for (const label of OWN_LABELS)
    if (!containsUnknown(inputs["labels"]) && label in (inputs["labels"] as Props))
      fail({ property: `labels["${label}"]`, reason: "is Slipway's own label" });
  // To leave and join again, as a worker does for this, a manager's part of the quorum is too good. Another host only joins.
  for (const name of ADDRESSES)
    if (
      oldInputs?.["role"] === "manager" &&
      staysOn(oldInputs["connection"], inputs["connection"]) &&
      !containsUnknown(inputs[name]) &&
      inputs[name] !== oldInputs[name]
    )
      fail({
        property: name,
        reason:
          "a manager gets its addresses when it joins: make it a worker, or take it out, in one `up`, and change them in the next",
      });
  return { inputs, failures };
}
