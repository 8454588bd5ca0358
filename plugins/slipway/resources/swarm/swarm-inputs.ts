import { managerCountWarning, managersMistake } from "../../../../model/swarm-quorum";
import {
  checkProperties,
  flag,
  listOf,
  objectOf,
  text,
  wholeNumber,
} from "../../../runtime/check/rule";
import * as is from "../../../docker/check/text-tests";
import { scalar, unorderedList } from "../../../docker/diff/comparison";
import type { TreatmentsFor } from "../../../docker/diff/treatment";
import {
  containsUnknown,
  type CheckCall,
  type CheckFailure,
  type Props,
} from "../../../runtime/resource";
import { connection } from "../../check/connection";
import type { ManagerInput } from "./managers";
import { addressRules, type AddressInputs } from "./node-inputs";

/** One of the managers; the addresses are for the first one, when it makes the swarm. */
export type SwarmManagerInput = ManagerInput & AddressInputs;

export interface SwarmInputs {
  managers: SwarmManagerInput[];
  defaultAddrPools?: string[];
  subnetSize?: number;
  dataPathPort?: number;
  autolock: boolean;
  certExpiryHours: number;
  taskHistoryLimit: number;
  heartbeatSeconds: number;
  joinTokenRotation?: string;
  unlockKeyRotation?: string;
  caRotation?: string;
}

/** Docker's own. */
export const SWARM_DEFAULTS = {
  autolock: false,
  certExpiryHours: 2160,
  taskHistoryLimit: 5,
  heartbeatSeconds: 5,
} as const;

const RULES = {
  managers: listOf(
    objectOf<SwarmManagerInput>({ name: text(is.nonEmpty), connection, ...addressRules }, ["name"]),
    { nonEmpty: true },
  ),
  defaultAddrPools: listOf(text(is.subnet), { nonEmpty: true }),
  subnetSize: wholeNumber(1, 29),
  dataPathPort: wholeNumber(1024, 49151),
  autolock: flag(),
  certExpiryHours: wholeNumber(1),
  taskHistoryLimit: wholeNumber(0),
  heartbeatSeconds: wholeNumber(1, 3600),
  joinTokenRotation: text(),
  unlockKeyRotation: text(),
  caRotation: text(),
};

/** What can't change in a swarm that exists. */
const FIXED = ["defaultAddrPools", "subnetSize", "dataPathPort"] as const;

export const SWARM_TABLE: TreatmentsFor<SwarmInputs> = {
  managers: { compare: scalar(), change: "pluginOnly" },
  // Check refuses a change of the next three.
  defaultAddrPools: { compare: unorderedList((each) => each, String), change: "ignore" },
  subnetSize: { compare: scalar(), change: "ignore" },
  dataPathPort: { compare: scalar(), change: "ignore" },
  autolock: { compare: scalar((each) => each, SWARM_DEFAULTS.autolock), change: "inPlace" },
  certExpiryHours: {
    compare: scalar((each) => each, SWARM_DEFAULTS.certExpiryHours),
    change: "inPlace",
  },
  taskHistoryLimit: {
    compare: scalar((each) => each, SWARM_DEFAULTS.taskHistoryLimit),
    change: "inPlace",
  },
  heartbeatSeconds: {
    compare: scalar((each) => each, SWARM_DEFAULTS.heartbeatSeconds),
    change: "inPlace",
  },
  joinTokenRotation: { compare: scalar(), change: "inPlace" },
  unlockKeyRotation: { compare: scalar(), change: "inPlace" },
  caRotation: { compare: scalar(), change: "inPlace" },
};

export function checkSwarm({ inputs: given, oldInputs, log }: CheckCall): {
  inputs: Props;
  failures: CheckFailure[];
} {
  const inputs: Props = { ...given };
  for (const [name, value] of Object.entries(SWARM_DEFAULTS)) inputs[name] ??= value;
  // What the swarm was made with stays where the program says no more about it.
  for (const name of FIXED) if (oldInputs?.[name] !== undefined) inputs[name] ??= oldInputs[name];
  const failures: CheckFailure[] = [];
  const fail = (failure: CheckFailure) => failures.push(failure);
  checkProperties(inputs, RULES, ["managers"], "", fail);
  if (failures.length > 0) return { inputs, failures };

  for (const name of FIXED)
    if (oldInputs !== undefined && isOther(oldInputs[name], inputs[name]))
      fail({
        property: name,
        reason: "is given to a swarm when it is made, and can't change: put it back as it was",
      });
  if (inputs["autolock"] === false && inputs["unlockKeyRotation"] !== undefined)
    fail({ property: "unlockKeyRotation", reason: "only goes with autolock" });
  const names = managerNames(inputs);
  names?.forEach((name, index) => {
    if (names.indexOf(name) < index)
      fail({ property: `managers[${index}].name`, reason: `"${name}" is there already` });
  });
  const before = oldInputs && managerNames(oldInputs);
  const mistake = before && names && managersMistake(before, names);
  if (mistake !== undefined) fail({ property: "managers", reason: mistake });
  const warning = names && managerCountWarning(names.length);
  if (warning !== undefined && failures.length === 0) log.warn(warning);
  return { inputs, failures };
}

/** Undefined where they aren't known yet. */
function managerNames(inputs: Props): string[] | undefined {
  const managers = inputs["managers"];
  if (!Array.isArray(managers)) return undefined;
  const names = (managers as Partial<ManagerInput>[]).map(({ name }) => name);
  return containsUnknown(names) ? undefined : (names as string[]);
}

function isOther(before: unknown, after: unknown): boolean {
  if (containsUnknown(after)) return false;
  return JSON.stringify(before) !== JSON.stringify(after);
}
