import type { Test } from "../../../plugins/runtime/check/rule";

export const tagName: Test<string> = (value) =>
  /^[a-zA-Z0-9:\-_]{1,255}$/.test(value)
    ? undefined
    : `"${value}" is not a tag: expected up to 255 letters, digits, ":", "-" and "_"`;
