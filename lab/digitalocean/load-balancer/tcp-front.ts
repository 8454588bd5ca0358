import { createServer, type Server, type Socket } from "node:net";

import { proxyHeader, type Current } from "./http-front";
import { openBackend } from "./open-backend";
import type { Listener } from "./proxy-plan";

/** A listener that looks into nothing: each connection goes to one backend. */
export function tcpFront({ target }: Listener, now: () => Current): Server {
  const join = async (client: Socket) => {
    client.on("error", () => client.destroy());
    const { plan, pool } = now();
    const opened = await openBackend(pool.candidates(), target.port);
    if (opened === undefined) {
      client.destroy();
      return;
    }
    const { socket } = opened;
    if (plan.proxyProtocol) socket.write(proxyHeader(client));
    socket.on("error", () => client.destroy());
    client.on("close", () => socket.destroy());
    socket.on("close", () => client.destroy());
    client.pipe(socket).pipe(client);
  };
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => void join(client));
}
