const collator = new Intl.Collator("en", { numeric: true });

/** Compares names as people count: web-2 comes before web-10. */
export function inOrder(a: string, b: string): number {
  return collator.compare(a, b);
}
