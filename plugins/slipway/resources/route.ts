import { createHash } from "node:crypto";

import {
  type GatewayRoute,
  parseRoute,
  renderRoute,
  routeMistakes,
  type RouteHealth,
  type RouteServer,
} from "../../../model/gateway-route";
import { didYouMean } from "../../../model/nearest";
import { deepEqual } from "../../runtime/deep-equal";
import {
  type CheckCall,
  type CheckFailure,
  type CheckResult,
  containsUnknown,
  type CreateCall,
  type DeleteCall,
  type DiffCall,
  type DiffResult,
  type Live,
  type PropertyChange,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  type UpdateCall,
} from "../../runtime/resource";
import { connectionFailures } from "../check/connection";
import { dockerGateway } from "../client/docker-gateway";
import type { GatewayControl } from "../client/gateway-control";
import { SECRET_CONNECTION, type Connection, type Fleet } from "../client/fleet";

interface RouteInputs {
  connection?: Connection;
  gateway: string;
  hostname?: string;
  path: string;
  stripPrefix: boolean;
  servers: RouteServer[];
  health?: RouteHealth;
  drainSeconds: number;
}

const DEFAULTS = {
  path: "/",
  stripPrefix: false,
  drainSeconds: 30,
  healthIntervalSeconds: 1,
} as const;
const PROPERTIES = [
  "connection",
  "gateway",
  "hostname",
  "path",
  "stripPrefix",
  "servers",
  "health",
  "drainSeconds",
] as const;

/** `slipway:gateway:Route`. Every property changes in place. */
export const route: Resource<Fleet> = {
  secretInputs: SECRET_CONNECTION,

  check(call: CheckCall): CheckResult {
    const inputs = withDefaults(call.inputs);
    return { inputs, failures: failuresOf(inputs) };
  },

  diff(call: DiffCall): DiffResult {
    const { inputs, oldInputs } = call;
    const changes = PROPERTIES.filter((key) => !deepEqual(inputs[key], oldInputs[key])).map(
      (path) => ({ path, kind: kindOf(oldInputs[path], inputs[path]) }),
    );
    return { changes };
  },

  async create(call: CreateCall, fleet: Fleet): Promise<Live> {
    const id = routeId(call.name, call.urn);
    if (!call.preview) await take(call, id, fleet);
    return { id, state: { ...call.inputs } };
  },

  async update(call: UpdateCall, fleet: Fleet): Promise<Live> {
    if (!call.preview) await take(call, call.id, fleet);
    return { id: call.id, state: { ...call.inputs } };
  },

  async read(call: ReadCall, fleet: Fleet): Promise<Read | undefined> {
    // On import the id alone says where to look: GATEWAY/ROUTE.
    const [gateway, id] =
      call.oldState === undefined
        ? splitImportId(call.id)
        : [String(call.oldState["gateway"]), call.id];
    const connection = call.oldState?.["connection"] as Connection | undefined;
    const cfg = await gatewayOn(fleet, connection, gateway).read(id);
    if (cfg === undefined) return undefined;
    const found = parseRoute(id, cfg);
    // A file that somebody edited says nothing that could be trusted: without servers, the next `up` writes it anew.
    const seen: Partial<GatewayRoute> = found ?? { servers: [] };
    const before = call.oldInputs ?? { gateway, drainSeconds: DEFAULTS.drainSeconds };
    const inputs: Props = { ...before, ...seen };
    if (found !== undefined) {
      if (found.hostname === undefined) delete inputs["hostname"];
      if (found.health === undefined) delete inputs["health"];
    }
    return { id, inputs, state: { ...inputs } };
  },

  async delete(call: DeleteCall, fleet: Fleet): Promise<void> {
    const { connection, gateway, drainSeconds } = call.oldState as unknown as RouteInputs;
    const control = gatewayOn(fleet, connection, gateway);
    // A gateway that is gone took its routes with it.
    if ((await control.read(call.id)) === undefined) return;
    await control.apply(call.id, undefined, drainSeconds);
  },
};

function kindOf(before: unknown, after: unknown): PropertyChange["kind"] {
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}

function gatewayOn(
  fleet: Fleet,
  connection: Connection | undefined,
  container: string,
): GatewayControl {
  return dockerGateway(fleet.host(connection).transport, container);
}

async function take(call: CreateCall | UpdateCall, id: string, fleet: Fleet): Promise<void> {
  const inputs = call.inputs as unknown as RouteInputs;
  call.log.status(`routing to ${inputs.servers.map((server) => server.address).join(", ")}`);
  const control = gatewayOn(fleet, inputs.connection, inputs.gateway);
  const { stillDraining } = await control.apply(id, renderRoute(id, inputs), inputs.drainSeconds);
  if (stillDraining) {
    call.log.warn(
      `after ${inputs.drainSeconds} s (drainSeconds) requests that began before the change were still under way; they are cut when their servers stop`,
    );
  }
}

function withDefaults(inputs: Props): Props {
  const health = inputs["health"];
  const checked: Props = { ...inputs };
  checked["path"] ??= DEFAULTS.path;
  checked["stripPrefix"] ??= DEFAULTS.stripPrefix;
  checked["drainSeconds"] ??= DEFAULTS.drainSeconds;
  if (isObject(health)) {
    checked["health"] = {
      ...health,
      intervalSeconds: health["intervalSeconds"] ?? DEFAULTS.healthIntervalSeconds,
    };
  }
  return checked;
}

/** All mistakes at once. What preview doesn't know yet is checked when it is known. */
function failuresOf(inputs: Props): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const expectType = (key: string, type: "string" | "boolean" | "number", required = false) => {
    const value = inputs[key];
    if (containsUnknown(value) || (value === undefined && !required)) return;
    if (typeof value !== type) {
      failures.push({
        property: key,
        reason: `expected a ${type}, got ${JSON.stringify(value) ?? "nothing"}`,
      });
    }
  };
  for (const key of Object.keys(inputs)) {
    if ((PROPERTIES as readonly string[]).includes(key)) continue;
    failures.push({
      property: key,
      reason: `a route has no such property${didYouMean(key, PROPERTIES)}`,
    });
  }
  failures.push(...connectionFailures(inputs["connection"]));
  expectType("gateway", "string", true);
  expectType("hostname", "string");
  expectType("path", "string");
  expectType("stripPrefix", "boolean");
  expectType("drainSeconds", "number");
  const { drainSeconds, servers, health } = inputs;
  if (typeof drainSeconds === "number" && !(drainSeconds >= 0 && drainSeconds <= 3600)) {
    failures.push({
      property: "drainSeconds",
      reason: `expected a number from 0 to 3600, got ${drainSeconds}`,
    });
  }
  if (!containsUnknown(servers)) {
    if (!Array.isArray(servers) || servers.length === 0 || !servers.every(isObject)) {
      failures.push({
        property: "servers",
        reason: "expected a list of at least one { address, port, upTo }",
      });
    }
  }
  if (health !== undefined && !containsUnknown(health) && !isObject(health)) {
    failures.push({ property: "health", reason: "expected { path, intervalSeconds }" });
  }
  if (failures.length > 0) return failures;

  const known: GatewayRoute = {
    path: containsUnknown(inputs["path"]) ? "/" : (inputs["path"] as string),
    stripPrefix: false,
    servers: Array.isArray(servers)
      ? (servers as RouteServer[]).map((server) => ({
          address: containsUnknown(server.address) ? "known-after-up" : server.address,
          port: containsUnknown(server.port) ? 1 : server.port,
          ...(!containsUnknown(server.upTo) && { upTo: server.upTo }),
        }))
      : [],
    ...(typeof inputs["hostname"] === "string" && { hostname: inputs["hostname"] }),
    ...(isObject(health) &&
      !containsUnknown(health) && { health: health as unknown as RouteHealth }),
  };
  return routeMistakes(known);
}

/** The same for the same resource in every run, so that a run that was cut off leaves no second route behind. */
function routeId(name: string, urn: string): string {
  const readable = name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 60);
  return `${readable}-${createHash("sha256").update(urn).digest("hex").slice(0, 7)}`;
}

function splitImportId(id: string): [gateway: string, id: string] {
  const [gateway, route, ...rest] = id.split("/");
  if (!gateway || !route || rest.length > 0) {
    throw new Error(
      `a route is imported by GATEWAY/ROUTE (container name and route id), got "${id}"`,
    );
  }
  return [gateway, route];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
