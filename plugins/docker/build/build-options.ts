import type { EngineBuildLimits, EngineRegistryAuth } from "../client/engine-types";
import type { RegistryCredentials } from "../connection/registry-credentials";
import { loginAddress, registryHost } from "../connection/registry-name";
import { readSecrets } from "./build-secrets";
import { builderOf, type BuildSpec, dockerfileOf } from "./build-spec";
import type { Build } from "./run-build";

/** A `build` of a RemoteImage or RegistryImage, in the engine's terms. */
export function buildFrom(name: string, spec: BuildSpec, credentials: RegistryCredentials): Build {
  const { remoteContext, dockerfile, suppressOutput, secrets } = spec;
  const local = { context: spec.context, dockerfile: dockerfileOf(spec) };
  const limits = limitsOf(spec);
  return {
    name,
    ...(remoteContext === undefined ? { local } : dockerfile && { remoteDockerfile: dockerfile }),
    ...(suppressOutput && { quiet: true }),
    options: {
      tags: [...new Set([name, ...(spec.tags ?? [])])],
      buildArgs: spec.buildArgs ?? {},
      labels: { ...spec.label, ...spec.labels },
      ...(remoteContext !== undefined && { remote: remoteContext }),
      ...(spec.target && { target: spec.target }),
      ...(spec.platform !== undefined && { platform: spec.platform }),
      ...(spec.networkMode !== undefined && { networkMode: spec.networkMode }),
      ...(spec.extraHosts && { extraHosts: spec.extraHosts }),
      ...(spec.cacheFroms && { cacheFrom: spec.cacheFroms }),
      ...(spec.noCache !== undefined && { noCache: spec.noCache }),
      ...(spec.pullParent !== undefined && { pull: spec.pullParent }),
      ...(spec.remove !== undefined && { remove: spec.remove }),
      ...(spec.forceRemove !== undefined && { forceRemove: spec.forceRemove }),
      ...(spec.buildId !== undefined && { buildId: spec.buildId }),
      ...(spec.isolation !== undefined && { isolation: spec.isolation }),
      ...(spec.squash !== undefined && { squash: spec.squash }),
      ...(secrets && { secrets: readSecrets(secrets) }),
      ...(Object.keys(limits).length > 0 && { limits }),
      logins: credentials.with((spec.authConfigs ?? []).map(loginOf)),
      builder: builderOf(spec),
    },
  };
}

function limitsOf(spec: BuildSpec): EngineBuildLimits {
  const { cgroupParent, cpuPeriod, cpuQuota, cpuSetCpus, cpuSetMems, cpuShares } = spec;
  const { memory, memorySwap, shmSize } = spec;
  const ulimits = spec.ulimits?.map(({ name, soft, hard }) => ({
    Name: name,
    Soft: soft,
    Hard: hard,
  }));
  const limits = { cgroupParent, cpuPeriod, cpuQuota, cpuSetCpus, cpuSetMems, cpuShares };
  return Object.fromEntries(
    Object.entries({ ...limits, memory, memorySwap, shmSize, ulimits }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

function loginOf(
  own: NonNullable<BuildSpec["authConfigs"]>[number],
): EngineRegistryAuth & { host: string } {
  const host = registryHost(own.serverAddress || own.hostName);
  const [name = "", ...rest] = Buffer.from(own.auth ?? "", "base64")
    .toString("utf8")
    .split(":");
  return {
    host,
    username: own.userName || name,
    password: own.password || rest.join(":"),
    ...(own.identityToken && { identitytoken: own.identityToken }),
    serveraddress: loginAddress(host),
  };
}
