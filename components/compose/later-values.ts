import * as pulumi from "@pulumi/pulumi";
import { isLaterText, LATER_CLOSE, LATER_OPEN } from "../../model/later-text";
import { isDeferred } from "../inputs";

const MARK = new RegExp(`${LATER_OPEN}(\\d+)${LATER_CLOSE}`, "gu");

/**
 * Values that are only known later, in texts that are read now. Each goes through the files as a mark, and takes its
 * mark's place once it is known; what is secret stays secret.
 */
export class LaterValues {
  private readonly values: { name: string; value: pulumi.Output<unknown> }[] = [];

  /** The value itself where it is known now and no secret, else a mark for it. */
  mark<T>(name: string, value: pulumi.Input<T>): T | string {
    return isDeferred(value) ? this.markLater(name, value) : value;
  }

  /** A mark for what is only known later, or is secret. */
  markLater(name: string, value: pulumi.Input<unknown>): string {
    const later = pulumi.output(value);
    return `${LATER_OPEN}${this.values.push({ name, value: later }) - 1}${LATER_CLOSE}`;
  }

  /** `data` with the values in the place of their marks, in keys that stay as they are. */
  fill<T>(data: T): T {
    if (typeof data === "string") return this.fillText(data) as T;
    if (Array.isArray(data)) return data.map((item) => this.fill<unknown>(item)) as T;
    if (typeof data !== "object" || data === null || isDeferred(data)) return data;
    if (pulumi.Resource.isInstance(data)) return data;
    return Object.fromEntries(
      Object.entries(data).map(([key, entry]) => [key, this.fill<unknown>(entry)]),
    ) as T;
  }

  /** True for a text of which a part is only known later. */
  isIn(text: string): boolean {
    return isLaterText(text);
  }

  /** A message for people: each mark as the name of its value. */
  describe(text: string): string {
    return text.replace(MARK, (_, index: string) => `(the value of ${this.nameOf(index)})`);
  }

  /** A value that is the whole text keeps its type. */
  private fillText(text: string): string | pulumi.Output<unknown> {
    const parts = text.split(MARK);
    if (parts.length === 1) return text;
    if (parts.length === 3 && parts[0] === "" && parts[2] === "")
      return this.values[Number(parts[1])]!.value;
    // Every other part is the number of a mark.
    const values = parts.map((part, index) =>
      index % 2 === 0 ? part : this.values[Number(part)]!.value,
    );
    return pulumi.all(values).apply((known) => known.join(""));
  }

  private nameOf(index: string): string {
    return this.values[Number(index)]?.name ?? "a later value";
  }
}
