import type Docker from "dockerode";

import type { Props } from "../../../plugins/runtime/resource";
import type { DockerStack, Resource } from "../../contract/docker/docker-stack";

/** One value of a property, and what is done to it. `F` is what Docker tells of the thing. */
export interface Trial<F> {
  /** Which side of the property, where it has several trials. */
  what?: string;
  /** Other inputs that it needs. */
  with?: Props;
  base: unknown;
  /** Other spellings of `base`: no change. */
  alike?: readonly unknown[];
  changed: unknown;
  /** Other properties that have to change with it. */
  changedWith?: Props;
  /** Where Docker itself tells the value, and how it reads there with `base`, with `changed`, and without the property. */
  inDocker?: Reading<F>;
  /** A change behind our back; absent where Docker doesn't permit any. */
  byHand?: (hand: Hand) => Promise<unknown>;
  /** Where refresh sees the change by hand: in the property itself by default, or in that the whole thing is gone. */
  seenIn?: readonly string[] | "gone";
  /** Properties that the plugin derives from this one, and that change with it. */
  alsoSeen?: readonly string[];
  /** What happens outside of the inputs before the change, such as a file that is edited. */
  beforeChange?: () => void;
  /** Why the change can only be shown on this machine, and not be made. */
  onlyShown?: string;
  /** Why an import finds another spelling than that of the program. */
  notImported?: string;
  /** False where the property can't be left out. */
  optional?: false;
}

export interface Reading<F> {
  of(found: F, docker: Docker): unknown;
  base: unknown;
  changed: unknown;
  /** Only looked at where taking it away is done in place. */
  without?: unknown;
}

export interface Hand {
  docker: Docker;
  resource: Resource;
  /** Id, as Pulumi has it. */
  id: string;
  stack: DockerStack;
}

/** A property that can't be tried at all. */
export interface NotTried {
  notTried: string;
}

/** Trials for each property of `T`: a property that the SDK adds is a compile error. */
export type TrialsFor<T, F> = {
  readonly [K in keyof Required<T>]: readonly Trial<F>[] | NotTried;
};

/** The trials of the properties within a property, each under its whole path. */
export function within<T>(
  path: string,
  trials: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(trials).map(([name, each]) => [`${path}.${name}`, each]),
  );
}

export function isNotTried(trials: readonly unknown[] | NotTried): trials is NotTried {
  return "notTried" in trials;
}
