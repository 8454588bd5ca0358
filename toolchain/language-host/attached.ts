import type { Socket } from "node:net";
import { ServerCredentials } from "@grpc/grpc-js";
import { stopAllChildren, watchChild } from "./child-process";
import { engineLog } from "./engine-log";
import { languageServer } from "./server";
import type { WarmPrograms } from "./warm-programs";

export interface AttachedHost {
  /** Serves one connection of an engine. */
  serve(socket: Socket): void;
  /** Ends the programs that still run. */
  stop(): void;
}

/** A language host in a process that the engine hasn't started: `PULUMI_DEBUG_LANGUAGES` names its port. */
export function attachedHost(programs: WarmPrograms): AttachedHost {
  return {
    serve(socket) {
      // One for each engine, as its handshake tells the engine's address.
      const server = languageServer("", {
        start: (command) => watchChild(programs.take(command)),
        output: engineLog,
      });
      server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
    },
    stop: () => stopAllChildren("SIGKILL"),
  };
}
