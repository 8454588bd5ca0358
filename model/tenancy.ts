import { show, type Mistake } from "./mistakes";
import { didYouMean } from "./nearest";

const LEVELS = ["restricted", "baseline", "privileged"];
const EGRESS = ["open", "closed"];
/** Of Kubernetes itself. */
const RESERVED = /^(kube-|default$)/;

/** What is wrong with the plain arguments of a namespace. */
export function namespaceMistakes(
  name: string,
  args: { podSecurity?: unknown; egress?: unknown },
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
  ];
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
