import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { OWN_PLACE } from "./own-place";
import { languageService, MAX_MESSAGE_BYTES } from "./service";
import { stopWithEngine } from "./stop-with-engine";

// `pulumi-language-nodejs [engine-address]`: the engine starts us, reads a port from our first
// line, and ends us with SIGKILL. All else it says over gRPC.
const engineAddress = process.argv.slice(2).find((arg) => !arg.startsWith("-")) ?? "";
const server = new Server({
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
});
server.addService(
  LanguageRuntimeService,
  languageService(engineAddress, OWN_PLACE) as UntypedServiceImplementation,
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    process.stderr.write(`pulumi-language-nodejs: cannot listen on 127.0.0.1: ${error.message}\n`);
    process.exit(1);
  }
  process.stdout.write(`${port}\n`);
});
stopWithEngine();
