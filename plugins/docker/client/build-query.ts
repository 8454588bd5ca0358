import type { EngineRequest } from "./engine-request";
import type { EngineBuildOptions } from "./engine-types";

/** What the Engine API calls the options of a build. */
export function buildQuery(options: EngineBuildOptions): NonNullable<EngineRequest["query"]> {
  const { limits = {} } = options;
  return {
    t: options.tags,
    dockerfile: options.dockerfile,
    remote: options.remote,
    buildargs: JSON.stringify(options.buildArgs),
    labels: JSON.stringify(options.labels),
    target: options.target,
    platform: options.platform,
    networkmode: options.networkMode,
    extrahosts: options.extraHosts,
    cachefrom: options.cacheFrom && JSON.stringify(options.cacheFrom),
    nocache: options.noCache,
    pull: options.pull,
    rm: options.remove ?? true,
    forcerm: options.forceRemove ?? true,
    buildid: options.buildId,
    isolation: options.isolation,
    squash: options.squash,
    cgroupparent: limits.cgroupParent,
    cpuperiod: limits.cpuPeriod,
    cpuquota: limits.cpuQuota,
    cpusetcpus: limits.cpuSetCpus,
    cpusetmems: limits.cpuSetMems,
    cpushares: limits.cpuShares,
    memory: limits.memory,
    memswap: limits.memorySwap,
    shmsize: limits.shmSize,
    ulimits: limits.ulimits && JSON.stringify(limits.ulimits),
  };
}
