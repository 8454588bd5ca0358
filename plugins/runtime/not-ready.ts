import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { status } from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { messages } from "./wire/messages";

export interface NotReadyDetail {
  id: string;
  reasons: string[];
  properties: Buffer;
  inputs?: Buffer;
}

/** The resource exists but isn't ready ("init failed"): an error that brings the state along. */
export class NotReady extends Error {
  readonly code = "SLIPWAY_NOT_READY";

  constructor(
    message: string,
    private readonly detail: NotReadyDetail,
  ) {
    super(message);
    this.name = "NotReady";
  }

  /** A serialized google.rpc.Status, for the trailer `grpc-status-details-bin`. */
  statusDetails(): Buffer {
    const { id, reasons, properties, inputs } = this.detail;
    const failure = messages.initFailed.join(
      new ErrorResourceInitFailed().setId(id).setReasonsList(reasons),
      { properties, ...(inputs && { inputs }) },
    );
    const any = new Any();
    any.pack(failure, "pulumirpc.ErrorResourceInitFailed");
    const details = new Status().setCode(status.UNKNOWN).setMessage(this.message);
    details.addDetails(any);
    return Buffer.from(details.serializeBinary());
  }
}
