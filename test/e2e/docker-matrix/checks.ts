/** What the matrix looks at, each with the number of times that it was found right. */
export const CHECKS = {
  create: "created, and Docker has it",
  again: "second `up` unchanged",
  alike: "other spelling unchanged",
  refresh: "refresh unchanged",
  import: "import, then `up` unchanged",
  byHand: "changed by hand, seen and mended",
  change: "changed as the table says, and no more",
  without: "taken away as the table says",
} as const;

export type Check = keyof typeof CHECKS;
