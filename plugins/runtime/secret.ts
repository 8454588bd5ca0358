/**
 * A value that the engine must keep secret, on its way out. Resources never see one among their inputs (the runtime
 * unwraps them); they may return one to make an output secret that no input was.
 */
export class Secret {
  constructor(readonly value: unknown) {}

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }
}

/** Marks `value` as secret. */
export function secret(value: unknown): Secret {
  return value instanceof Secret ? value : new Secret(value);
}
