import type { EngineTaskContainerSpec } from "../../../client/swarm-types";
import { healthcheck, mount } from "../../container/container-spec";
import { defined, filled } from "../../defined";
import { labelMap } from "../../labels";
import { nanoseconds } from "./durations";
import type { ContainerSpec, Privileges } from "./service-inputs";

const READABLE_BY_ALL = 0o444;

/** What each of the service's containers is made from, in the words of the Engine API. */
export function containerSpec(spec: ContainerSpec): EngineTaskContainerSpec {
  const { dnsConfig: dns } = spec;
  return defined({
    Image: spec.image,
    Labels: spec.labels && labelMap(spec.labels),
    Command: filled(spec.commands),
    Args: filled(spec.args),
    Hostname: spec.hostname || undefined,
    Env: spec.env && filled(Object.entries(spec.env).map(([name, value]) => `${name}=${value}`)),
    Dir: spec.dir || undefined,
    User: spec.user || undefined,
    Groups: filled(spec.groups),
    Privileges: spec.privileges && privileges(spec.privileges),
    ReadOnly: spec.readOnly,
    Mounts: filled(spec.mounts?.map(mount)),
    StopSignal: spec.stopSignal,
    StopGracePeriod: nanoseconds(spec.stopGracePeriod),
    Healthcheck: spec.healthcheck && healthcheck({ tests: [], ...spec.healthcheck }),
    Hosts: filled(spec.hosts?.map(({ host, ip }) => `${ip} ${host}`)),
    DNSConfig:
      dns &&
      defined({
        Nameservers: filled(dns.nameservers),
        Search: filled(dns.searches),
        Options: filled(dns.options),
      }),
    Secrets: filled(
      spec.secrets?.map((each) => ({
        SecretID: each.secretId,
        SecretName: each.secretName ?? "",
        File: fileTarget(each),
      })),
    ),
    Configs: filled(
      spec.configs?.map((each) => ({
        ConfigID: each.configId,
        ConfigName: each.configName ?? "",
        File: fileTarget(each),
      })),
    ),
    Isolation: spec.isolation,
    Init: spec.init,
    Sysctls: spec.sysctl,
    CapabilityAdd: filled(spec.capAdds),
    CapabilityDrop: filled(spec.capDrops),
  });
}

interface FileTarget {
  fileName: string;
  fileUid?: string;
  fileGid?: string;
  fileMode?: number;
}

function fileTarget(file: FileTarget) {
  return {
    Name: file.fileName,
    UID: file.fileUid ?? "0",
    GID: file.fileGid ?? "0",
    Mode: file.fileMode ?? READABLE_BY_ALL,
  };
}

function privileges({ credentialSpec, seLinuxContext }: Privileges) {
  return defined({
    CredentialSpec:
      credentialSpec && defined({ File: credentialSpec.file, Registry: credentialSpec.registry }),
    SELinuxContext:
      seLinuxContext &&
      defined({
        Disable: seLinuxContext.disable,
        User: seLinuxContext.user,
        Role: seLinuxContext.role,
        Type: seLinuxContext.type,
        Level: seLinuxContext.level,
      }),
  });
}
