import type { Props } from "../../../plugins/runtime/resource";

interface Filter {
  key: string;
  values: string[];
  all?: boolean;
  matchBy?: string;
}

interface Sort {
  key: string;
  direction?: string;
}

/** A list as the arguments `filters` and `sorts` of the official functions want it; keys are written as in Terraform. */
export function filtered<T extends object>(items: readonly T[], args: Props): T[] {
  const filters = (args["filters"] ?? []) as Filter[];
  const sorts = (args["sorts"] ?? []) as Sort[];
  const kept = items.filter((item) => filters.every((filter) => matches(item, filter)));
  return kept.sort((a, b) => {
    for (const { key, direction = "asc" } of sorts) {
      const order = compare(valueAt(a, key), valueAt(b, key));
      if (order !== 0) return direction === "desc" ? -order : order;
    }
    return 0;
  });
}

function matches(item: object, { key, values, all = false, matchBy = "exact" }: Filter): boolean {
  const value = valueAt(item, key);
  const own = Array.isArray(value) ? value.map(String) : [String(value)];
  const isOne = (wanted: string) =>
    own.some((each) => {
      if (matchBy === "re") return new RegExp(wanted).test(each);
      return matchBy === "substring" ? each.includes(wanted) : each === wanted;
    });
  return all ? values.every(isOne) : values.some(isOne);
}

/** @param key `price_monthly` for `priceMonthly`. */
function valueAt(item: object, key: string): unknown {
  const name = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  if (!Object.hasOwn(item, name))
    throw new Error(
      `there is no key ${key} to filter or sort by; there are ${Object.keys(item).join(", ")}`,
    );
  return (item as Props)[name];
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
