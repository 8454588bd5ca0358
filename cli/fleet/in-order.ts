/** Compares names as people count: web-2 comes before web-10. Without `Intl`, whose collator takes 20 ms to begin. */
export function inOrder(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    // Every second part is a number.
    const order = index % 2 === 1 ? Number(part) - Number(other) : compare(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length || compare(a, b);
}

function partsOf(name: string): string[] {
  return name.split(/(\d+)/);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
