import { TREATMENTS } from "./conformance";
import { pathOf, type ComposeMistake } from "./findings";
import type { LoadedCompose } from "./load";
import { RESOURCES } from "./project";

type Keys = readonly (string | number)[];

/** What an engine can't do of a project, and what means nothing to it. */
export interface OnEngine {
  readonly refused: ComposeMistake[];
  readonly noEffect: ComposeMistake[];
}

/** Looks for each attribute that an engine refuses or passes over, and tells where the files ask for it. */
export function onEngine(loaded: LoadedCompose, engine: "host" | "swarm" | "kubernetes"): OnEngine {
  const { project, placeOf, isWritten } = loaded;
  const sections = Object.fromEntries(
    ["services" as const, ...RESOURCES]
      .filter((section) => Object.keys(project[section]).length > 0)
      .map((section) => [section, project[section]]),
  );
  const found: OnEngine = { refused: [], noEffect: [] };
  const told: string[] = [];
  for (const [path, treatment] of Object.entries(TREATMENTS)) {
    const support = treatment[engine];
    if (typeof support === "string" || "supported" in support) continue;
    for (const keys of present(sections, path.split("."))) {
      const at = pathOf(keys);
      if (told.some((other) => isBelow(at, other))) continue;
      if ("refused" in support)
        found.refused.push({
          ...placeOf(keys),
          path: at,
          problem: `can't be done: ${support.refused}`,
        });
      else if (isWritten(keys))
        found.noEffect.push({
          ...placeOf(keys),
          path: at,
          problem: `has no effect: ${support.noEffect}`,
        });
      told.push(at);
    }
  }
  return found;
}

function isBelow(path: string, other: string): boolean {
  return path.startsWith(other) && /^($|[.[])/.test(path.slice(other.length));
}

/** The places that a path with `*` for names and items leads to. */
function present(value: unknown, path: readonly string[], keys: Keys = []): Keys[] {
  const [first, ...rest] = path;
  if (value === undefined || value === null) return [];
  if (first === undefined) return [keys];
  if (typeof value !== "object") return [];
  if (first !== "*")
    return present((value as Record<string, unknown>)[first], rest, [...keys, first]);
  if (Array.isArray(value))
    return value.flatMap((item, index) => present(item, rest, [...keys, index]));
  return Object.entries(value).flatMap(([key, item]) => present(item, rest, [...keys, key]));
}
