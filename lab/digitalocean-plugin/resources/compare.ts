import { unorderedList, scalar } from "../../../plugins/docker/diff/comparison";

/** Texts in any order, each once. */
export const textSet = unorderedList(
  (each) => each,
  (each) => String(each),
);

/** Tags, which are the same in small and capital letters. */
export const tagSet = unorderedList(
  (each) => (typeof each === "string" ? each.toLowerCase() : each),
  (each) => String(each),
);

/** A slug, which is the same in small and capital letters. */
export const slug = scalar((value) => (typeof value === "string" ? value.toLowerCase() : value));

/** A text, without regard to spaces around it. */
export const trimmed = scalar((value) => (typeof value === "string" ? value.trim() : value));
