import { LaterValue } from "./later-value";

/** Around the number of a value. No file has these characters, which mean nothing in Unicode. */
const OPEN = "\u{E002}";
const CLOSE = "\u{E003}";
const MARK = new RegExp(`${OPEN}(\\d+)${CLOSE}`, "u");
const WHOLE = new RegExp(`^${OPEN}(\\d+)${CLOSE}$`, "u");

/**
 * Values on their way through YAML. Each goes as a mark, and takes its place when the YAML is read: so a number stays a
 * number, a list may stand where a list is wanted, and no text can break the file, whatever is in it.
 */
export class ValueMarks {
  private readonly values: unknown[] = [];

  put(value: unknown): string {
    return `${OPEN}${this.values.push(value) - 1}${CLOSE}`;
  }

  /**
   * What a scalar means: the value of its mark, or a text with values in it. Undefined where it has no mark.
   *
   * @param quoted it stands in quotes, and so is a text.
   */
  read(text: string, quoted: boolean): { value: unknown } | { problem: string } | undefined {
    const whole = WHOLE.exec(text)?.[1];
    if (whole !== undefined && !quoted) return { value: settled(this.values[Number(whole)]) };
    const parts = text.split(MARK);
    if (parts.length === 1) return undefined;
    const texts: string[] = [];
    for (const [index, part] of parts.entries()) {
      const value = index % 2 === 0 ? part : this.values[Number(part)];
      if (value instanceof LaterValue) texts.push(value.textMark);
      else if (typeof value === "object" && value !== null)
        return {
          problem: `puts ${Array.isArray(value) ? "a list" : "an object"} into a text; only texts, numbers and true or false fit there`,
        };
      else texts.push(value === null || value === undefined ? "" : `${value as Scalar}`);
    }
    return { value: texts.join("") };
  }
}

type Scalar = string | number | boolean;

/** A copy as plain data, in which what comes later stands as its own mark. */
function settled(value: unknown): unknown {
  if (value instanceof LaterValue) return value.mark;
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, settled(entry)]));
}
