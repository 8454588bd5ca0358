import * as http from "node:http";
import * as https from "node:https";
import { inspect } from "node:util";
import type { Tls } from "../connection/endpoint";

/** Milliseconds until a host that doesn't answer counts as unreachable. */
const CONNECT_TIMEOUT = 15_000;
/** Milliseconds of silence after which TCP asks whether the other end is still there, so that no firewall forgets it. */
const KEEP_ALIVE = 15_000;

/**
 * A keep-alive pool for one engine. docker-modem prints its request options, the agent with all its sockets
 * and queues included, at every request, even where nobody reads it: 13 ms each at 50 containers. An agent that
 * prints as one word costs nothing, and keeps a TLS key out of what is printed.
 *
 * @param tls where the connection is to be encrypted.
 */
export function inspectFreeAgent(tls: Tls | undefined, maxSockets: number): http.Agent {
  const options = { keepAlive: true, maxSockets, scheduling: "lifo" as const };
  const agent = tls
    ? new https.Agent({
        ...options,
        ca: tls.ca,
        cert: tls.cert,
        key: tls.key,
        rejectUnauthorized: tls.verify ?? true,
      })
    : new http.Agent(options);
  Object.defineProperty(agent, inspect.custom, { value: () => "Agent", enumerable: false });
  watchConnections(agent, tls ? "secureConnect" : "connect");
  return agent;
}

function watchConnections(agent: http.Agent, connected: "connect" | "secureConnect"): void {
  type Connect = (options: unknown, done: unknown) => import("node:net").Socket | undefined;
  const connecting = agent as unknown as { createConnection: Connect };
  const connect = connecting.createConnection.bind(agent);
  connecting.createConnection = (options, done) => {
    const socket = connect(options, done);
    if (!socket) return socket;
    socket.setKeepAlive(true, KEEP_ALIVE);
    const timer = setTimeout(() => {
      socket.destroy(
        Object.assign(new Error("no answer"), { code: "ETIMEDOUT", syscall: "connect" }),
      );
    }, CONNECT_TIMEOUT);
    const clear = () => clearTimeout(timer);
    socket.once(connected, clear);
    socket.once("close", clear);
    return socket;
  };
}
