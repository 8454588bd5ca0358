import { deepEqual } from "./deep-equal";
import { isUnknown, type Props } from "./resource";

/**
 * Under this key of a resource's inputs stand the properties that its plugin filled in. The official plugins write it
 * too, so a stack may change over to them or from them. Resources never see it.
 */
const DEFAULTS_KEY = "__defaults";

/** Takes the note out of `inputs`, and those that the official plugins put into nested objects as well. */
export function takeDefaults(inputs: Props): { inputs: Props; defaults?: string[] } {
  if (!Object.hasOwn(inputs, DEFAULTS_KEY)) return { inputs };
  const { [DEFAULTS_KEY]: note } = inputs;
  const rest = withoutNotes(inputs) as Props;
  if (!Array.isArray(note)) return { inputs: rest };
  return { inputs: rest, defaults: note.filter((name) => typeof name === "string") };
}

function withoutNotes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNotes);
  if (typeof value !== "object" || value === null || isUnknown(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== DEFAULTS_KEY)
      .map(([name, each]) => [name, withoutNotes(each)]),
  );
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
