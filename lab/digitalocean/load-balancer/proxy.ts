import type { Server, Socket } from "node:net";

import { accessOf } from "./access";
import { BackendPool } from "./backend-pool";
import { httpFront } from "./http-front";
import type { Listener, ProxyPlan } from "./proxy-plan";
import { tcpFront } from "./tcp-front";

/** The process of a load balancer, in a network namespace of its own. It ends with the one that started it. */
export function main(): void {
  let pool: BackendPool | undefined;
  let plan: ProxyPlan | undefined;
  const servers = new Map<string, Server>();
  process.on("disconnect", () => process.exit(0));
  process.on("message", (next: ProxyPlan) => {
    plan = next;
    if (pool === undefined) pool = new BackendPool(next, (ids) => process.send?.(ids));
    else pool.update(next);
    const wanted = new Map(next.listeners.map((each) => [JSON.stringify(each), each]));
    for (const [key, server] of servers)
      if (!wanted.has(key)) {
        server.close();
        servers.delete(key);
      }
    for (const [key, listener] of wanted)
      if (!servers.has(key))
        servers.set(
          key,
          open(listener, () => ({ plan: plan!, pool: pool! })),
        );
    process.send?.("done");
  });
  process.send?.("ready");
}

function open(listener: Listener, now: () => { plan: ProxyPlan; pool: BackendPool }): Server {
  const server = listener.kind === "tcp" ? tcpFront(listener, now) : httpFront(listener, now);
  server.prependListener("connection", (socket: Socket) => {
    const { allow, deny } = now().plan;
    if (!accessOf(allow, deny)(socket.remoteAddress ?? "")) socket.destroy();
  });
  server.on("error", (error) => process.stderr.write(`port ${listener.port}: ${String(error)}\n`));
  server.listen(listener.port, "0.0.0.0");
  return server;
}
