/**
 * A route of the gateway, as plain data and as the HAProxy configuration that it becomes.
 *
 * A route is two files in the gateway: `ID.cfg`, an HAProxy backend that starts with the route itself as JSON in a
 * comment (so that a refresh can read it back), and `ID.map`, its address for the frontend's lookup.
 */

export interface RouteServer {
  /** Name or address of the server on the gateway's network. */
  address: string;
  /** Port there, 1 to 65535. */
  port: number;
  /** How many addresses the name may stand for at a time, 1 to 1000, each a server of its own. Undefined: one. */
  upTo?: number;
}

export interface RouteHealth {
  /** Path asked for with GET; an answer from 200 to 399 is healthy. */
  path: string;
  /** Seconds between two checks of a server, 0.1 to 3600. */
  intervalSeconds: number;
}

export interface GatewayRoute {
  /** Host name, in lower case and without a port; undefined takes every host that no other route names. */
  hostname?: string;
  /** Path prefix: `/api` takes `/api` and `/api/x`, but not `/apix`. The longest prefix wins. */
  path: string;
  /** The prefix is taken off before the request goes on. */
  stripPrefix: boolean;
  servers: RouteServer[];
  /** Undefined checks only that the port can be connected to. */
  health?: RouteHealth;
}

export interface RouteFiles {
  cfg: string;
  map: string;
}

export interface RouteMistake {
  property: string;
  reason: string;
}

const HEADER = "# slipway-route ";
const HOSTNAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
const PATH = /^\/[A-Za-z0-9\-._~/]*$/;
const ADDRESS = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9])?$/;

/** Everything that is wrong with a route; empty where it is right. What is let through can't break out of its line. */
export function routeMistakes(route: GatewayRoute): RouteMistake[] {
  const mistakes: RouteMistake[] = [];
  const expect = (holds: boolean, property: string, reason: string) => {
    if (!holds) mistakes.push({ property, reason });
  };
  expect(
    route.hostname === undefined || HOSTNAME.test(route.hostname),
    "hostname",
    `expected a host name such as "shop.example.com" (lower case, no port), got ${JSON.stringify(route.hostname)}`,
  );
  const path = (value: string, property: string) =>
    expect(
      PATH.test(value),
      property,
      `expected a path that starts with "/" and holds only letters, digits and - . _ ~ /, got ${JSON.stringify(value)}`,
    );
  path(route.path, "path");
  route.servers.forEach((server, i) => {
    expect(
      ADDRESS.test(server.address),
      `servers[${i}].address`,
      `expected a host name or an IPv4 address, got ${JSON.stringify(server.address)}`,
    );
    expect(
      Number.isInteger(server.port) && server.port >= 1 && server.port <= 65535,
      `servers[${i}].port`,
      `expected a whole number from 1 to 65535, got ${JSON.stringify(server.port)}`,
    );
    expect(
      server.upTo === undefined ||
        (Number.isInteger(server.upTo) && server.upTo >= 1 && server.upTo <= 1000),
      `servers[${i}].upTo`,
      `expected a whole number from 1 to 1000, got ${JSON.stringify(server.upTo)}`,
    );
  });
  if (route.health !== undefined) {
    path(route.health.path, "health.path");
    expect(
      route.health.intervalSeconds >= 0.1 && route.health.intervalSeconds <= 3600,
      "health.intervalSeconds",
      `expected a number from 0.1 to 3600, got ${JSON.stringify(route.health.intervalSeconds)}`,
    );
  }
  return mistakes;
}

/** The two files of a route. `id` is the backend's name: letters, digits, `-` and `_`. */
export function renderRoute(id: string, route: GatewayRoute): RouteFiles {
  const prefix = route.path.replace(/\/+$/, "");
  const lines = [HEADER + JSON.stringify(sorted(route)), `backend ${id}`, "    balance roundrobin"];
  if (route.stripPrefix && prefix !== "") {
    const pattern = prefix.replaceAll(".", "\\.");
    lines.push(`    http-request replace-path ^${pattern}/?(.*)$ /\\1`);
  }
  let check = "check";
  if (route.health !== undefined) {
    lines.push(
      "    option httpchk",
      `    http-check send meth GET uri ${route.health.path} ver HTTP/1.1 hdr Host ${route.hostname ?? "gateway"} hdr Connection close`,
      "    http-check expect status 200-399",
    );
    check += ` inter ${Math.round(route.health.intervalSeconds * 1000)}ms`;
  }
  route.servers.forEach(({ address, port, upTo }, i) =>
    lines.push(
      upTo === undefined
        ? `    server s${i} ${address}:${port} ${check}`
        : `    server-template s${i}- ${upTo} ${address}:${port} ${check}`,
    ),
  );
  return {
    cfg: lines.join("\n") + "\n",
    map: `${route.hostname ?? "*"}${prefix}/ ${id}\n`,
  };
}

/** The route that a `.cfg` file was rendered from; undefined where the file isn't one, or was changed by hand. */
export function parseRoute(id: string, cfg: string): GatewayRoute | undefined {
  const [header = ""] = cfg.split("\n", 1);
  if (!header.startsWith(HEADER)) return undefined;
  try {
    const route = JSON.parse(header.slice(HEADER.length)) as GatewayRoute;
    return renderRoute(id, route).cfg === cfg ? route : undefined;
  } catch {
    return undefined;
  }
}

/** The same route always renders to the same text. */
function sorted(route: GatewayRoute): GatewayRoute {
  return {
    ...(route.hostname !== undefined && { hostname: route.hostname }),
    path: route.path,
    stripPrefix: route.stripPrefix,
    servers: route.servers.map(({ address, port, upTo }) => ({
      address,
      port,
      ...(upTo !== undefined && { upTo }),
    })),
    ...(route.health !== undefined && {
      health: { path: route.health.path, intervalSeconds: route.health.intervalSeconds },
    }),
  };
}
