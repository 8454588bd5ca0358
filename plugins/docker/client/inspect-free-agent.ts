import * as http from "node:http";
import * as https from "node:https";
import { inspect } from "node:util";

/** Milliseconds until a host that doesn't answer counts as unreachable. */
const CONNECT_TIMEOUT = 15_000;

/**
 * A keep-alive pool for one engine. docker-modem prints its request options, the agent with all its sockets
 * and queues included, at every request, even where nobody reads it: 13 ms each at 50 containers. An agent that
 * prints as one word costs nothing.
 */
export function inspectFreeAgent(secure: boolean, maxSockets: number): http.Agent {
  const options = { keepAlive: true, maxSockets, scheduling: "lifo" as const };
  const agent = secure ? new https.Agent(options) : new http.Agent(options);
  Object.defineProperty(agent, inspect.custom, { value: () => "Agent", enumerable: false });
  limitConnectTime(agent);
  return agent;
}

function limitConnectTime(agent: http.Agent): void {
  type Connect = (options: unknown, done: unknown) => import("node:net").Socket | undefined;
  const connecting = agent as unknown as { createConnection: Connect };
  const connect = connecting.createConnection.bind(agent);
  connecting.createConnection = (options, done) => {
    const socket = connect(options, done);
    if (!socket) return socket;
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" }));
    }, CONNECT_TIMEOUT);
    const clear = () => clearTimeout(timer);
    socket.once("connect", clear);
    socket.once("close", clear);
    return socket;
  };
}
