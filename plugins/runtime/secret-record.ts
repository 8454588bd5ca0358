import type { PathPart } from "./property-path";

/** A place that was secret when it was read, and what stood there. */
export interface SecretMark {
  readonly path: readonly PathPart[];
  readonly value: unknown;
}

/** What was secret in a property bag: where, and which strings. */
export class SecretRecord {
  readonly marks: SecretMark[] = [];
  readonly strings = new Set<string>();

  add(path: readonly PathPart[], value: unknown): void {
    this.marks.push({ path: [...path], value });
    this.collect(value);
  }

  private collect(value: unknown): void {
    if (typeof value === "string") this.strings.add(value);
    else if (typeof value === "number") this.strings.add(String(value));
    else if (Array.isArray(value)) value.forEach((item) => this.collect(item));
    else if (value !== null && typeof value === "object")
      Object.values(value).forEach((item) => this.collect(item));
  }
}
