/** The logical name in a URN: all after the fourth `::` (a name may itself hold `::`). */
export function urnName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The type token in a URN, without those of its parents. */
export function urnType(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}
