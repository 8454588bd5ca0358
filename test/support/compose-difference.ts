import { isDeepStrictEqual } from "node:util";
import { EXPLAINED } from "../corpus/compose-differences";
import type { ComposeCase, Outcome } from "./compose-corpus";

/** The paths at which two outcomes differ; `refused` where only one of them is a refusal. */
export function differences(theirs: Outcome, ours: Outcome): string[] {
  if ("refused" in theirs || "refused" in ours)
    return "refused" in theirs && "refused" in ours ? [] : ["refused"];
  return differing(theirs.project, ours.project, "");
}

function differing(theirs: unknown, ours: unknown, path: string): string[] {
  if (isDeepStrictEqual(theirs, ours)) return [];
  if (!isObject(theirs) || !isObject(ours) || Array.isArray(theirs) !== Array.isArray(ours))
    return [path];
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  return [...keys].flatMap((key) =>
    differing(theirs[key], ours[key], path === "" ? key : `${path}.${key}`),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object";
}

export interface Comparison {
  /** How many cases come out the same. */
  same: number;
  /** `case: path`, for differences that no entry explains. */
  unexplained: string[];
  /** `case: path` of explained differences that didn't occur. */
  outdated: string[];
}

/** Compares all cases. Every difference has to be explained, and every explanation needed. */
export function compareAll(
  cases: readonly ComposeCase[],
  theirs: (each: ComposeCase) => Outcome,
  ours: (each: ComposeCase) => Outcome,
): Comparison {
  const explained = EXPLAINED.filter(({ name }) =>
    cases.some((each) => each.name === name),
  ).flatMap(({ name, paths }) => paths.map((path) => `${name}: ${path}`));
  const found = cases.map((each) => ({
    name: each.name,
    paths: differences(theirs(each), ours(each)),
  }));
  const all = found.flatMap(({ name, paths }) => paths.map((path) => `${name}: ${path}`));
  return {
    same: found.filter(({ paths }) => paths.length === 0).length,
    unexplained: all.filter((each) => !explained.includes(each)),
    outdated: explained.filter((each) => !all.includes(each)),
  };
}
