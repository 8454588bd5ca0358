import { Drop } from "liquidjs";

/** A value that is only known after some resource is made. It can be put in as it is, and nothing can be made of it. */
export class LaterValue extends Drop {
  /**
   * @param mark what stands for it, with whatever type it has.
   * @param textMark what stands for it as a text.
   */
  constructor(
    readonly name: string,
    readonly mark: string,
    readonly textMark: string,
  ) {
    super();
  }

  override valueOf(): never {
    throw new NotKnownYet(this.name);
  }

  override toString(): never {
    return this.valueOf();
  }

  toJSON(): never {
    return this.valueOf();
  }
}

/** A template makes more of a {@link LaterValue} than to put it in. */
export class NotKnownYet extends Error {
  constructor(readonly value: string) {
    super(
      `"${value}" is only known after up, or is a secret: it can be put in by {{ ${value} }}, and not be compared, looped over or changed`,
    );
  }
}
