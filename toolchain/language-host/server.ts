import { Server, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { ProgramPlace } from "./run-program";
import { languageService } from "./service";

/** The engine's log and plans may be large; it sets no limit on its side either. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/** A server of the language host, which listens nowhere yet. */
export function languageServer(engineAddress: string, place: ProgramPlace): Server {
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(
    LanguageRuntimeService,
    languageService(engineAddress, place) as UntypedServiceImplementation,
  );
  return server;
}
