/**
 * Every default of a workload, once. They are a contract: changing one changes what runs, so it is a
 * breaking change. Applied per property with `??`.
 */
export const defaults = Object.freeze({
  replicas: 1,
  restart: "always",
  /** A tiny init as process 1 reaps zombies and passes signals on. */
  init: true,
  readOnlyRootFilesystem: false,
  allowPrivilegeEscalation: false,
  stopGraceSeconds: 10,
  /**
   * Docker's own set less what images from the registries don't need: raw sockets, device nodes, file
   * capabilities, the audit log. What entrypoints use to drop root (CHOWN, SETUID, SETGID, FOWNER,
   * DAC_OVERRIDE) and low ports (NET_BIND_SERVICE) stay.
   */
  capabilitiesDropped: Object.freeze(["AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP"]),
  portProtocol: "tcp",
  /** Published ports are for this machine alone unless somebody says otherwise. */
  publishAddress: "127.0.0.1",
  volumeAccess: "exclusive",
  fileMode: "0644",
  secretFileMode: "0400",
  logMaxSizeMib: 10,
  logMaxFiles: 3,
  healthPath: "/",
  healthIntervalSeconds: 5,
  healthTimeoutSeconds: 3,
  healthRetries: 3,
  healthStartPeriodSeconds: 10,
  healthDeadlineSeconds: 60,
  rolloutOrder: "auto",
  gatewayPort: 8080,
  gatewayDrainSeconds: 30,
  /**
   * Seconds that a pod goes on answering when it is taken away, before it is told to end: so long it may take until all
   * that send requests to it know.
   */
  kubernetesDrainSeconds: 5,
} as const);
