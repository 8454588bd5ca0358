import type { Socket } from "node:net";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { stopAllChildren, watchChild } from "./child-process";
import { engineLog } from "./engine-log";
import { languageService, MAX_MESSAGE_BYTES } from "./service";
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
      const server = new Server({
        "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
        "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
      });
      // A service for each engine, as its handshake tells the engine's address.
      const service = languageService("", {
        start: (command) => watchChild(programs.take(command)),
        output: engineLog,
      });
      server.addService(LanguageRuntimeService, service as UntypedServiceImplementation);
      server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(socket);
    },
    stop: () => stopAllChildren("SIGKILL"),
  };
}
