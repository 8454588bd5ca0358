/** Around the number of a value that isn't known yet, in a text. No file has these characters, which mean nothing in Unicode. */
export const LATER_OPEN = "\u{E000}";
export const LATER_CLOSE = "\u{E001}";

/** True for a text of which a part is only known later. */
export function isLaterText(value: unknown): boolean {
  return typeof value === "string" && value.includes(LATER_OPEN);
}
