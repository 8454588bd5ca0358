import { Metadata, status, type StatusObject } from "@grpc/grpc-js";
import type { CallScope } from "./call-scope";
import { errorMessage } from "./error-message";
import { NotReady } from "./not-ready";

/** An error as gRPC sends it: one sentence, with the call's secrets masked. */
export function errorStatus(plugin: string, error: unknown, scope: CallScope): StatusObject {
  const metadata = new Metadata();
  if (error instanceof NotReady) {
    metadata.set("grpc-status-details-bin", error.statusDetails());
    return { code: status.UNKNOWN, details: error.message, metadata };
  }
  const { message, debug } = errorMessage(plugin, scope.reasonFor(error));
  if (debug !== undefined) scope.log.debug(debug);
  return { code: status.UNKNOWN, details: scope.mask(message), metadata };
}
