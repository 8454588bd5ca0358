import { connect, type Socket } from "node:net";

import type { Member } from "./backend-pool";

const CONNECT_MS = 3000;

/** A connection to the first of them that takes one; undefined where none does. */
export async function openBackend(
  candidates: readonly Member[],
  port: number,
): Promise<{ socket: Socket; member: Member } | undefined> {
  for (const member of candidates) {
    const socket = await tryConnect(member.address, port);
    if (socket === undefined) continue;
    member.connections += 1;
    socket.once("close", () => (member.connections -= 1));
    return { socket, member };
  }
  return undefined;
}

function tryConnect(host: string, port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    const late = setTimeout(() => socket.destroy(new Error("no answer")), CONNECT_MS);
    const end = (result: Socket | undefined) => {
      clearTimeout(late);
      socket.removeAllListeners("error");
      resolve(result);
    };
    socket.once("connect", () => end(socket));
    socket.once("error", () => end(undefined));
  });
}
