/** As large as Pulumi's own: a property bag may hold whole files. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

export const GRPC_LIMITS = {
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
} as const;
