import { deepEqual } from "./deep-equal";
import type { Props } from "./resource";

/**
 * Under this key of a resource's inputs stand the properties that its plugin filled in. The official plugins write it
 * too, so a stack may change over to them or from them. Resources never see it.
 */
const DEFAULTS_KEY = "__defaults";

/** Takes the note out of `inputs`. */
export function takeDefaults(inputs: Props): { inputs: Props; defaults?: string[] } {
  if (!Object.hasOwn(inputs, DEFAULTS_KEY)) return { inputs };
  const { [DEFAULTS_KEY]: note, ...rest } = inputs;
  if (!Array.isArray(note)) return { inputs: rest };
  return { inputs: rest, defaults: note.filter((name) => typeof name === "string") };
}

/** Puts the note back for those `defaults` that `inputs` still have as they were in `before`. */
export function keepDefaults(
  inputs: Props,
  before: Props,
  defaults: readonly string[] = [],
): Props {
  const kept = defaults.filter(
    (name) => inputs[name] !== undefined && deepEqual(inputs[name], before[name]),
  );
  return withDefaults(inputs, kept);
}

/** Notes that `defaults` were filled in. */
export function withDefaults(inputs: Props, defaults: readonly string[]): Props {
  return defaults.length === 0 ? inputs : { ...inputs, [DEFAULTS_KEY]: [...defaults] };
}
