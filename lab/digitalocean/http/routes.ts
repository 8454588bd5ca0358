import type { z } from "zod";

import { ApiError, unprocessable, type Answer } from "./answer";

/** A call as a route sees it. */
export interface ApiCall {
  method: string;
  path: string;
  /** What stands in the path's places, such as `:id`. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: unknown;
  /** What links begin with: the endpoint. */
  endpoint: string;
}

export type Route = (call: ApiCall) => Answer | Promise<Answer>;

/** By method and path: `GET /v2/droplets/:id`. */
export type Routes = Readonly<Record<string, Route>>;

/** The parts of a path's places, or undefined where it is another path. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return params;
}

/** The route of a call and what is in its path's places. A path without places counts before one with. */
export function findRoute(
  routes: Routes,
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } {
  const exact = routes[`${method} ${path}`];
  if (exact !== undefined) return { route: exact, params: {} };
  let known = false;
  for (const [name, route] of Object.entries(routes)) {
    const [of, pattern = ""] = name.split(" ");
    const params = matchPath(pattern, path);
    if (params === undefined) continue;
    if (of === method) return { route, params };
    known = true;
  }
  if (known) throw new ApiError(405, "method_not_allowed", "This method is not allowed here.");
  throw new ApiError(404, "not_found", "The resource you requested could not be found.");
}

/** The body as it has to be; what is wrong is said as the API says it. */
export function bodyOf<T>(schema: z.ZodType<T>, { body }: ApiCall): T {
  const { success, data, error } = schema.safeParse(body ?? {});
  if (success) return data;
  const each = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw unprocessable(each.join("; "));
}
