/** The Pulumi CLI that this project is built and tested with; any newer one on the PATH is fine too. */
export const WANTED_VERSION = "3.230.0";

/** Stands in our own wrapper, by which set-up tells it from a CLI. */
export const WRAPPER_MARK = "slipway-pulumi-wrapper";

/** Names our language host to the launcher that lies beside a self-built CLI. */
export const LANGUAGE_HOST_VARIABLE = "SLIPWAY_LANGUAGE_HOST";
