import {
  canonicalDockerImage,
  parseDockerImageReference,
} from "../../../../../model/docker-image-reference";
import type { EngineFileTarget, EngineTaskContainerSpec } from "../../../client/swarm-types";
import { mounts } from "../../container/found-mounts";
import { healthcheckOf } from "../../container/container-state";
import { labelList } from "../../labels";
import { durationFound } from "./durations";
import type { ContainerSpec, Privileges } from "./service-inputs";

/** All that Swarm has of the containers' specification, in the words of the inputs. */
export function containerSpecFound(
  found: EngineTaskContainerSpec = { Image: "" },
  old: Partial<ContainerSpec> | undefined,
): ContainerSpec {
  const check = found.Healthcheck && healthcheckOf(found.Healthcheck);
  const dns = found.DNSConfig;
  return {
    image: withoutPin(found.Image, old?.image),
    ...(found.Args && { args: found.Args }),
    ...(found.CapabilityAdd && { capAdds: found.CapabilityAdd }),
    ...(found.CapabilityDrop && { capDrops: found.CapabilityDrop }),
    ...(found.Command && { commands: found.Command }),
    ...(found.Configs && {
      configs: found.Configs.map(({ ConfigID, ConfigName, File }) => ({
        configId: writtenId(
          ConfigID,
          ConfigName,
          old?.configs?.map(({ configId }) => configId),
        ),
        configName: ConfigName,
        ...fileFound(File),
      })),
    }),
    ...(found.Dir && { dir: found.Dir }),
    ...(dns && {
      dnsConfig: {
        nameservers: dns.Nameservers ?? [],
        options: dns.Options ?? [],
        searches: dns.Search ?? [],
      },
    }),
    ...(found.Env && { env: Object.fromEntries(found.Env.map(variable)) }),
    ...(found.Groups && { groups: found.Groups }),
    ...(check && {
      healthcheck: {
        interval: check.interval ?? "0s",
        retries: check.retries ?? 0,
        startPeriod: check.startPeriod ?? "0s",
        tests: check.tests,
        timeout: check.timeout ?? "0s",
      },
    }),
    ...(found.Hostname && { hostname: found.Hostname }),
    ...(found.Hosts && { hosts: found.Hosts.flatMap(hostsOf) }),
    // The docker command writes `false` where nobody has asked for anything.
    ...(typeof found.Init === "boolean" &&
      (found.Init || typeof old?.init === "boolean") && { init: found.Init }),
    isolation: found.Isolation || "default",
    ...(found.Labels && { labels: labelList(found.Labels, old?.labels) }),
    ...(found.Mounts && { mounts: mounts(found.Mounts) ?? [] }),
    ...(found.Privileges && { privileges: privilegesFound(found.Privileges) }),
    readOnly: found.ReadOnly ?? false,
    ...(found.Secrets && {
      secrets: found.Secrets.map(({ SecretID, SecretName, File }) => ({
        secretId: writtenId(
          SecretID,
          SecretName,
          old?.secrets?.map(({ secretId }) => secretId),
        ),
        secretName: SecretName,
        ...fileFound(File),
      })),
    }),
    ...durationFound("stopGracePeriod", found.StopGracePeriod),
    ...(found.StopSignal && { stopSignal: found.StopSignal }),
    ...(found.Sysctls && { sysctl: found.Sysctls }),
    ...(found.User && { user: found.User }),
  };
}

/** The name, where the user has written that in the place of the id. */
function writtenId(id: string, name: string, written: readonly unknown[] = []): string {
  return written.includes(name) && !written.includes(id) ? name : id;
}

/** Without the digest that was found when the image was last resolved, unless the user has written one. */
function withoutPin(found: string, old: string | undefined): string {
  const [named = found, digest] = found.split("@");
  if (digest === undefined) return found;
  if (typeof old === "string" && canonicalDockerImage(old) === canonicalDockerImage(named))
    return old;
  const isWritten = typeof old === "string" && old.includes("@");
  return isWritten || parseDockerImageReference(named)?.tag === undefined ? found : named;
}

function variable(assignment: string): [string, string] {
  const at = assignment.indexOf("=");
  return at < 0 ? [assignment, ""] : [assignment.slice(0, at), assignment.slice(at + 1)];
}

/** A line of a hosts file may hold several names. */
function hostsOf(line: string): { host: string; ip: string }[] {
  const [ip = "", ...names] = line.split(/\s+/);
  return names.map((host) => ({ host, ip }));
}

function fileFound(file: EngineFileTarget | null | undefined) {
  return {
    fileName: file?.Name ?? "",
    fileUid: file?.UID || "0",
    fileGid: file?.GID || "0",
    fileMode: file?.Mode ?? 0,
  };
}

function privilegesFound(found: NonNullable<EngineTaskContainerSpec["Privileges"]>): Privileges {
  const { CredentialSpec: credentials, SELinuxContext: context } = found;
  return {
    ...(credentials && {
      credentialSpec: {
        ...(credentials.File && { file: credentials.File }),
        ...(credentials.Registry && { registry: credentials.Registry }),
      },
    }),
    ...(context && {
      seLinuxContext: {
        disable: context.Disable ?? false,
        level: context.Level ?? "",
        role: context.Role ?? "",
        type: context.Type ?? "",
        user: context.User ?? "",
      },
    }),
  };
}
