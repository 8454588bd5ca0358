import { isLater } from "./later";

/** What a route answers for, as a program gave it; what isn't a plain string is only known later. */
export interface RouteAddress {
  name: string;
  host?: unknown;
  path?: unknown;
}

/** Why a new route can't stand beside the others: its name, or its host and path, are taken. */
export function describeRouteClash(
  added: RouteAddress,
  others: readonly RouteAddress[],
): string | undefined {
  const sameName = others.find(({ name }) => name === added.name);
  if (sameName !== undefined)
    return "this gateway has a route of that name already; choose another name";
  const address = plainAddress(added);
  if (address === undefined) return undefined;
  const sameAddress = others.find((other) => plainAddress(other) === address);
  if (sameAddress === undefined) return undefined;
  return `route "${sameAddress.name}" answers for ${address} already; give this one another host or path`;
}

/** Host and prefix; undefined where either isn't known yet. */
function plainAddress({ host, path }: RouteAddress): string | undefined {
  if (isLater(host) || isLater(path)) return undefined;
  if (host !== undefined && typeof host !== "string") return undefined;
  if (path !== undefined && typeof path !== "string") return undefined;
  return `${host ?? "every host"} ${(path ?? "/").replace(/\/+$/, "")}/`;
}
