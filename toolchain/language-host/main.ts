import { ServerCredentials } from "@grpc/grpc-js";
import { OWN_PLACE } from "./own-place";
import { languageServer } from "./server";
import { stopWithEngine } from "./stop-with-engine";

// `pulumi-language-nodejs [engine-address]`: the engine starts us, reads a port from our first
// line, and ends us with SIGKILL. All else it says over gRPC.
const engineAddress = process.argv.slice(2).find((arg) => !arg.startsWith("-")) ?? "";
const server = languageServer(engineAddress, OWN_PLACE);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    process.stderr.write(`pulumi-language-nodejs: cannot listen on 127.0.0.1: ${error.message}\n`);
    process.exit(1);
  }
  process.stdout.write(`${port}\n`);
});
stopWithEngine();
