import {
  flag,
  listOf,
  mapOf,
  objectOf,
  text,
  wholeNumber,
  type Rule,
  type RulesFor,
} from "../../../../runtime/check/rule";
import * as is from "../../../check/text-tests";
import { labelRule } from "../../container/container-checks";
import type {
  ContainerSpec,
  CredentialSpec,
  DnsConfig,
  Privileges,
  SeLinuxContext,
  ServiceConfigFile,
  ServiceHealthcheck,
  ServiceHost,
  ServiceMount,
  ServiceSecret,
  ServiceVolumeOptions,
} from "./service-inputs";

const texts = listOf(text());
const LARGEST_MODE = 0o7777;

const fileTarget = {
  fileGid: text(is.nonEmpty),
  fileMode: wholeNumber(0, LARGEST_MODE),
  fileName: text(is.nonEmpty),
  fileUid: text(is.nonEmpty),
};

const mount = objectOf<ServiceMount>(
  {
    bindOptions: objectOf<NonNullable<ServiceMount["bindOptions"]>>({
      propagation: text(is.oneOf("private", "rprivate", "shared", "rshared", "slave", "rslave")),
    }),
    readOnly: flag(),
    source: text(),
    target: text(is.containerPath),
    tmpfsOptions: objectOf<NonNullable<ServiceMount["tmpfsOptions"]>>({
      mode: wholeNumber(0),
      sizeBytes: wholeNumber(0),
    }),
    type: text(is.oneOf("bind", "volume", "tmpfs")),
    volumeOptions: objectOf<ServiceVolumeOptions>({
      driverName: text(),
      driverOptions: mapOf(text()),
      labels: listOf(labelRule),
      noCopy: flag(),
    }),
  },
  ["target", "type"],
  (value, path, fail) => {
    for (const type of ["bind", "tmpfs", "volume"] as const)
      if (value[`${type}Options`] !== undefined && value.type !== type)
        fail({ property: `${path}.${type}Options`, reason: `only goes with type "${type}"` });
    if (value.type === "bind" && !value.source)
      fail({ property: `${path}.source`, reason: "is required for a bind mount" });
    if (value.type === "tmpfs" && value.source)
      fail({ property: `${path}.source`, reason: "must be left out for a tmpfs mount" });
  },
);

const privileges = objectOf<Privileges>({
  credentialSpec: objectOf<CredentialSpec>(
    { file: text(is.nonEmpty), registry: text(is.nonEmpty) },
    [],
    ({ file, registry }, path, fail) => {
      if ((file === undefined) === (registry === undefined))
        fail({ property: path, reason: "expected exactly one of file and registry" });
    },
  ),
  seLinuxContext: objectOf<SeLinuxContext>({
    disable: flag(),
    level: text(),
    role: text(),
    type: text(),
    user: text(),
  }),
});

const healthcheck = objectOf<ServiceHealthcheck>(
  {
    interval: text(is.duration),
    retries: wholeNumber(0),
    startPeriod: text(is.duration),
    tests: listOf(text(), { nonEmpty: true }),
    timeout: text(is.duration),
  },
  [],
  ({ tests }, path, fail) => {
    const first: unknown = Array.isArray(tests) ? tests[0] : undefined;
    if (typeof first === "string" && !["NONE", "CMD", "CMD-SHELL"].includes(first))
      fail({
        property: `${path}.tests[0]`,
        reason: 'expected "CMD", "CMD-SHELL" or "NONE" before the command',
      });
  },
);

const RULES: RulesFor<ContainerSpec> = {
  args: texts,
  capAdds: listOf(text(is.nonEmpty)),
  capDrops: listOf(text(is.nonEmpty)),
  commands: texts,
  configs: listOf(
    objectOf<ServiceConfigFile>(
      { ...fileTarget, configId: text(is.nonEmpty), configName: text() },
      ["configId", "fileName"],
    ),
  ),
  dir: text(is.containerPath),
  dnsConfig: objectOf<DnsConfig>(
    {
      nameservers: listOf(text(is.ipAddress)),
      options: listOf(text(is.nonEmpty)),
      searches: listOf(text(is.nonEmpty)),
    },
    ["nameservers"],
  ),
  env: mapOf(text(), is.envName),
  groups: listOf(text(is.nonEmpty)),
  healthcheck,
  hostname: text(),
  hosts: listOf(
    objectOf<ServiceHost>({ host: text(is.nonEmpty), ip: text(is.ipAddress) }, ["host", "ip"]),
  ),
  image: text(is.imageReference),
  init: flag(),
  isolation: text(is.oneOf("default", "process", "hyperv")),
  labels: listOf(labelRule),
  mounts: listOf(mount),
  privileges,
  readOnly: flag(),
  secrets: listOf(
    objectOf<ServiceSecret>({ ...fileTarget, secretId: text(is.nonEmpty), secretName: text() }, [
      "secretId",
      "fileName",
    ]),
  ),
  stopGracePeriod: text(is.duration),
  stopSignal: text(is.signal),
  sysctl: mapOf(text()),
  user: text(),
};

export const containerSpecRule: Rule = objectOf<ContainerSpec>(RULES, ["image"]);
