import { show, type Mistake } from "./mistakes";
import { didYouMean } from "./nearest";

const LEVELS = ["restricted", "baseline", "privileged"];
const EGRESS = ["open", "closed"];
/** Of Kubernetes itself. */
const RESERVED = /^(kube-|default$)/;

/** What is wrong with the plain arguments of a namespace. */
export function namespaceMistakes(
  name: string,
  args: { podSecurity?: unknown; egress?: unknown; quota?: object; containerDefaults?: object },
): Mistake[] {
  return [
    ...(isName(name)
      ? []
      : [
          {
            path: "name",
            problem: `expected lower-case letters, digits and dashes, 63 at most, got ${show(name)}`,
          },
        ]),
    ...(RESERVED.test(name)
      ? [{ path: "name", problem: `"${name}" is Kubernetes' own; take another name` }]
      : []),
    ...choiceMistakes("podSecurity", args.podSecurity, LEVELS),
    ...choiceMistakes("egress", args.egress, EGRESS),
    ...amountMistakes("quota", args.quota, QUOTA),
    ...amountMistakes("containerDefaults", args.containerDefaults, CONTAINER_DEFAULTS),
  ];
}

/** A share of one is an amount of CPUs; of all else only whole ones are. */
interface Amount {
  least: number;
  whole: boolean;
}
const CPUS: Amount = { least: 0.001, whole: false };
const MEBIBYTES: Amount = { least: 1, whole: true };
const COUNT: Amount = { least: 0, whole: true };
const CONTAINER_DEFAULTS = { cpus: CPUS, memoryMib: MEBIBYTES };
const QUOTA = { ...CONTAINER_DEFAULTS, pods: COUNT, storageMib: COUNT, exposedServices: COUNT };

function amountMistakes(
  path: string,
  given: object | undefined,
  amounts: Readonly<Record<string, Amount>>,
): Mistake[] {
  return Object.entries(given ?? {}).flatMap(([key, value]: [string, unknown]): Mistake[] => {
    const amount = amounts[key];
    if (amount === undefined) {
      const known = Object.keys(amounts);
      const problem = `there is no such amount${didYouMean(key, known) || `; there are ${known.join(", ")}`}`;
      return [{ path: `${path}.${key}`, problem }];
    }
    // What comes later, the API server checks.
    if (value === undefined || (typeof value === "object" && value !== null)) return [];
    const { least, whole } = amount;
    const fits = whole ? Number.isInteger(value) : Number.isFinite(value);
    if (fits && (value as number) >= least) return [];
    const problem = `expected a ${whole ? "whole " : ""}number of ${least} or more, got ${show(value)}`;
    return [{ path: `${path}.${key}`, problem }];
  });
}

const ACCESS = ["view", "edit", "admin"];

/** What is wrong with the plain arguments of a team. */
export function teamMistakes(
  name: string,
  args: { namespaces: number; access?: unknown; ci?: unknown; people?: unknown },
): Mistake[] {
  const ci =
    typeof args.ci === "object" && args.ci !== null
      ? (args.ci as { access?: unknown; tokenRotation?: unknown })
      : undefined;
  return [
    ...(isName(name)
      ? []
      : [
          {
            path: "",
            problem: `the team's name is its bindings' too: expected lower-case letters, digits and dashes, 63 at most, got ${show(name)}`,
          },
        ]),
    ...(args.namespaces === 0
      ? [{ path: "in", problem: "expected a Namespace or a list of them, got none" }]
      : []),
    ...choiceMistakes("access", args.access, ACCESS),
    ...choiceMistakes("ci.access", ci?.access, ACCESS),
    ...rotationMistakes(ci?.tokenRotation),
    ...(ci !== undefined || args.ci === undefined || typeof args.ci === "boolean"
      ? []
      : [{ path: "ci", problem: `expected true, false or its arguments, got ${show(args.ci)}` }]),
    ...Object.entries(args.people ?? {}).flatMap(([key, value]: [string, unknown]) =>
      value === undefined || Array.isArray(value)
        ? []
        : [{ path: `people.${key}`, problem: `expected a list of names, got ${show(value)}` }],
    ),
  ];
}

function rotationMistakes(word: unknown): Mistake[] {
  if (word === undefined) return [];
  if (typeof word === "string" && /^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$/.test(word)) return [];
  const problem = `expected a word such as 2026-11, of lower-case letters, digits and dashes, 30 at most, got ${show(word)}`;
  return [{ path: "ci.tokenRotation", problem }];
}

function choiceMistakes(path: string, value: unknown, choices: readonly string[]): Mistake[] {
  if (value === undefined || choices.includes(value as string)) return [];
  const near = typeof value === "string" ? didYouMean(value, choices) : "";
  return [{ path, problem: `expected ${choices.join(", ")}, got ${show(value)}${near}` }];
}

function isName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}
