/** Labels on everything Slipway makes in Docker, for people and for `docker ps --filter label=…`. */
export const WORKLOAD_LABEL = "slipway.workload";
export const REPLICA_LABEL = "slipway.replica";

/** Users' labels may not begin so: these belong to Slipway. */
export const RESERVED_LABEL_PREFIX = "slipway.";
