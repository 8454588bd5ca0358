import { ok, type Answer } from "./answer";
import type { ApiCall } from "./routes";

const DEFAULT_PER_PAGE = 20;
const MOST_PER_PAGE = 200;

/** One page of a list, with links to the others and the number of all. */
export function listed(call: ApiCall, key: string, items: readonly unknown[]): Answer {
  const page = positive(call.query.get("page")) ?? 1;
  const perPage = Math.min(positive(call.query.get("per_page")) ?? DEFAULT_PER_PAGE, MOST_PER_PAGE);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = (to: number) => {
    const query = new URLSearchParams(call.query);
    query.set("page", String(to));
    query.set("per_page", String(perPage));
    return `${call.endpoint}${call.path}?${query.toString()}`;
  };
  const pages = {
    ...(page > 1 && { first: link(1), prev: link(page - 1) }),
    ...(page < last && { next: link(page + 1), last: link(last) }),
  };
  return ok({
    [key]: items.slice((page - 1) * perPage, page * perPage),
    links: Object.keys(pages).length === 0 ? {} : { pages },
    meta: { total: items.length },
  });
}

function positive(text: string | null): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
