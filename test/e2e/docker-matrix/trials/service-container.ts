import type { ContainerSpec } from "../../../../plugins/docker/resources/swarm/service/service-inputs";
import type { Trial, TrialsFor } from "../trial";
import { SLEEPER, type World } from "../world";
import { container, containerUpdate, NO_TASK, SECOND, type FoundService } from "./service-reading";

const MIB = 1024 * 1024;
const labels = (a: string) => [{ label: "a", value: a }];

/** What the containers of a service are. */
export function serviceContainer(world: World): TrialsFor<ContainerSpec, FoundService> {
  const { swarm } = world;
  const [secret, otherSecret] = swarm.secrets;
  const [config, otherConfig] = swarm.configs;
  const [folder, otherFolder] = swarm.folders;
  const shell = SLEEPER.slice(1);
  const words = (script: string) => ["sh", "-c", `: ${script}; ${SLEEPER[2] ?? ""}`];
  return {
    args: [
      {
        base: words("one"),
        changed: words("two"),
        inDocker: container(({ Args }) => Args, {
          base: words("one"),
          changed: words("two"),
          without: SLEEPER,
        }),
        byHand: containerUpdate((of) => (of.Args = words("by hand"))),
      },
    ],
    capAdds: [
      {
        base: ["CAP_NET_ADMIN", "CAP_SYS_TIME"],
        alike: [["sys_time", "NET_ADMIN"]],
        changed: ["NET_ADMIN"],
        inDocker: container((of) => of.CapabilityAdd?.length, { base: 2, changed: 1 }),
        byHand: containerUpdate((of) => (of.CapabilityAdd = ["CAP_NET_RAW"])),
      },
    ],
    capDrops: [
      {
        base: ["CAP_CHOWN"],
        alike: [["chown"]],
        changed: ["CAP_FOWNER"],
        inDocker: container((of) => of.CapabilityDrop, {
          base: ["CAP_CHOWN"],
          changed: ["CAP_FOWNER"],
        }),
        byHand: containerUpdate((of) => (of.CapabilityDrop = [])),
      },
    ],
    commands: [
      {
        with: { "taskSpec.containerSpec.args": shell },
        base: ["sh"],
        changed: ["/bin/sh"],
        inDocker: container(({ Command }) => Command, { base: ["sh"], changed: ["/bin/sh"] }),
        byHand: containerUpdate((of) => (of.Command = ["/bin/busybox", "sh"])),
        optional: false,
      },
    ],
    configs: [
      {
        base: [{ configId: config.id, configName: config.name, fileName: "/etc/conf" }],
        alike: [
          [
            {
              configId: config.id,
              fileName: "/etc/conf",
              fileUid: "0",
              fileGid: "0",
              fileMode: 0o444,
            },
          ],
        ],
        changed: [
          { configId: otherConfig.id, fileName: "/etc/conf", fileMode: 0o400, fileUid: "7" },
        ],
        inDocker: container((of) => of.Configs?.map(({ ConfigID }) => ConfigID), {
          base: [config.id],
          changed: [otherConfig.id],
        }),
        byHand: containerUpdate((of) => (of.Configs = [])),
      },
    ],
    dir: [
      {
        base: "/tmp",
        changed: "/bin",
        inDocker: container(({ Dir }) => Dir, { base: "/tmp", changed: "/bin" }),
        byHand: containerUpdate((of) => (of.Dir = "/")),
      },
    ],
    dnsConfig: [
      {
        base: {
          nameservers: ["192.0.2.1", "192.0.2.2"],
          options: ["ndots:3", "rotate"],
          searches: ["a.test"],
        },
        alike: [
          {
            nameservers: ["192.0.2.1", "192.0.2.2"],
            options: ["rotate", "ndots:3"],
            searches: ["a.test"],
          },
        ],
        changed: { nameservers: ["192.0.2.2"] },
        inDocker: container((of) => of.DNSConfig?.Nameservers, {
          base: ["192.0.2.1", "192.0.2.2"],
          changed: ["192.0.2.2"],
        }),
        byHand: containerUpdate((of) => (of.DNSConfig = { Nameservers: ["192.0.2.3"] })),
      },
    ],
    env: [
      {
        base: { B: "2", A: "1=x" },
        alike: [{ A: "1=x", B: "2" }],
        changed: { A: "3" },
        inDocker: container(({ Env }) => [...(Env ?? [])].sort(), {
          base: ["A=1=x", "B=2"],
          changed: ["A=3"],
          without: [],
        }),
        byHand: containerUpdate((of) => (of.Env = ["A=by hand", "B=2"])),
      },
    ],
    groups: [
      {
        base: ["5", "6"],
        alike: [["6", "5"]],
        changed: ["7"],
        inDocker: container(({ Groups }) => Groups, { base: ["5", "6"], changed: ["7"] }),
        byHand: containerUpdate((of) => (of.Groups = ["8"])),
      },
    ],
    healthcheck: [
      {
        base: { tests: ["CMD", "true"], interval: "1s", timeout: "1000ms", retries: 2 },
        alike: [
          {
            tests: ["CMD", "true"],
            interval: "1000ms",
            timeout: "1s",
            startPeriod: "0s",
            retries: 2,
          },
        ],
        changed: { tests: ["CMD-SHELL", "true"], interval: "2s" },
        inDocker: container((of) => of.Healthcheck?.Interval, {
          base: SECOND,
          changed: 2 * SECOND,
        }),
        byHand: containerUpdate((of) => (of.Healthcheck = { Test: ["NONE"] })),
      },
    ],
    hostname: [
      {
        base: "one",
        changed: "two",
        inDocker: container(({ Hostname }) => Hostname, { base: "one", changed: "two" }),
        byHand: containerUpdate((of) => (of.Hostname = "three")),
      },
    ],
    hosts: [
      {
        base: [
          { host: "db", ip: "192.0.2.9" },
          { host: "cache", ip: "192.0.2.8" },
        ],
        alike: [
          [
            { host: "cache", ip: "192.0.2.8" },
            { host: "db", ip: "192.0.2.9" },
          ],
        ],
        changed: [{ host: "db", ip: "192.0.2.7" }],
        inDocker: container(({ Hosts }) => Hosts?.length, { base: 2, changed: 1 }),
        byHand: containerUpdate((of) => (of.Hosts = ["192.0.2.6 db"])),
      },
    ],
    image: [
      {
        base: swarm.image,
        alike: [`docker.io/library/${swarm.image}`],
        changed: swarm.otherImage,
        inDocker: container(({ Image }) => Image, { base: swarm.image, changed: swarm.otherImage }),
        byHand: containerUpdate((of) => (of.Image = swarm.otherImage)),
        optional: false,
      },
    ],
    init: [
      {
        base: true,
        changed: false,
        inDocker: container(({ Init }) => Init, { base: true, changed: false }),
        byHand: containerUpdate((of) => (of.Init = false)),
      },
    ],
    isolation: [
      {
        with: NO_TASK,
        base: "default",
        alike: [undefined],
        changed: "process",
        inDocker: container(({ Isolation }) => Isolation, {
          base: "default",
          changed: "process",
          without: "default",
        }),
        byHand: containerUpdate((of) => (of.Isolation = "hyperv")),
      },
    ],
    labels: [
      {
        base: [...labels("1"), { label: "b", value: "2" }],
        alike: [[{ label: "b", value: "2" }, ...labels("1")]],
        changed: labels("3"),
        inDocker: container(({ Labels }) => Labels?.["a"], { base: "1", changed: "3" }),
        byHand: containerUpdate((of) => (of.Labels = { ...of.Labels, a: "by hand" })),
      },
    ],
    mounts: serviceMounts(folder, otherFolder),
    privileges: [
      {
        what: "SELinux",
        base: { seLinuxContext: { disable: false, user: "u", level: "s0" } },
        alike: [{ seLinuxContext: { user: "u", level: "s0" } }],
        changed: { seLinuxContext: { disable: true } },
        inDocker: container((of) => of.Privileges?.SELinuxContext?.Disable, {
          base: false,
          changed: true,
        }),
        byHand: containerUpdate((of) => (of.Privileges = { SELinuxContext: { User: "v" } })),
      },
      {
        what: "credentials of Windows",
        with: NO_TASK,
        base: { credentialSpec: { file: "one.json" } },
        changed: { credentialSpec: { registry: "two" } },
        inDocker: container((of) => of.Privileges?.CredentialSpec?.File, {
          base: "one.json",
          changed: "",
        }),
        byHand: containerUpdate(
          (of) => (of.Privileges = { CredentialSpec: { File: "three.json" } }),
        ),
      },
    ],
    readOnly: [
      {
        base: true,
        changed: false,
        inDocker: container(({ ReadOnly }) => ReadOnly ?? false, {
          base: true,
          changed: false,
          without: false,
        }),
        byHand: containerUpdate((of) => (of.ReadOnly = false)),
      },
    ],
    secrets: [
      {
        base: [{ secretId: secret.id, secretName: secret.name, fileName: "key" }],
        alike: [[{ secretId: secret.id, fileName: "key", fileUid: "0", fileMode: 0o444 }]],
        changed: [{ secretId: otherSecret.id, fileName: "key", fileMode: 0o400, fileGid: "7" }],
        inDocker: container((of) => of.Secrets?.map(({ SecretID }) => SecretID), {
          base: [secret.id],
          changed: [otherSecret.id],
        }),
        byHand: containerUpdate((of) => (of.Secrets = [])),
      },
    ],
    stopGracePeriod: [
      {
        base: "2s",
        alike: ["2000ms"],
        changed: "3s",
        inDocker: container((of) => of.StopGracePeriod, {
          base: 2 * SECOND,
          changed: 3 * SECOND,
          without: SECOND,
        }),
        byHand: containerUpdate((of) => (of.StopGracePeriod = 4 * SECOND)),
      },
    ],
    stopSignal: [
      {
        base: "SIGTERM",
        alike: ["TERM", "term"],
        changed: "SIGINT",
        inDocker: container(({ StopSignal }) => StopSignal, { base: "SIGTERM", changed: "SIGINT" }),
        byHand: containerUpdate((of) => (of.StopSignal = "SIGINT")),
      },
    ],
    sysctl: [
      {
        base: { "net.core.somaxconn": "256" },
        changed: { "net.core.somaxconn": "512" },
        inDocker: container((of) => of.Sysctls?.["net.core.somaxconn"], {
          base: "256",
          changed: "512",
        }),
        byHand: containerUpdate((of) => (of.Sysctls = {})),
      },
    ],
    user: [
      {
        base: "7",
        changed: "8:9",
        inDocker: container(({ User }) => User, { base: "7", changed: "8:9" }),
        byHand: containerUpdate((of) => (of.User = "6")),
      },
    ],
  };
}

function serviceMounts(folder: string, other: string): Trial<FoundService>[] {
  const sources = (values: { base: unknown; changed: unknown }) =>
    container((of) => of.Mounts?.map(({ Source }) => Source), values);
  const byHand = containerUpdate((of) => (of.Mounts = []));
  return [
    {
      what: "tmpfs",
      base: [{ type: "tmpfs", target: "/m", tmpfsOptions: { sizeBytes: MIB, mode: 0o1777 } }],
      alike: [
        [
          {
            type: "tmpfs",
            target: "/m/",
            readOnly: false,
            tmpfsOptions: { mode: 0o1777, sizeBytes: MIB },
          },
        ],
      ],
      changed: [{ type: "tmpfs", target: "/m", tmpfsOptions: { sizeBytes: 2 * MIB } }],
      inDocker: container((of) => of.Mounts?.[0]?.TmpfsOptions?.SizeBytes, {
        base: MIB,
        changed: 2 * MIB,
      }),
      byHand,
    },
    {
      what: "volume",
      base: [
        {
          type: "volume",
          source: "one",
          target: "/m",
          volumeOptions: { noCopy: true, labels: labels("1") },
        },
      ],
      changed: [{ type: "volume", source: "two", target: "/m", readOnly: true }],
      inDocker: sources({ base: ["one"], changed: ["two"] }),
      byHand,
    },
    {
      what: "bind",
      base: [{ type: "bind", source: folder, target: "/m" }],
      alike: [
        [{ type: "bind", source: folder, target: "/m", bindOptions: { propagation: "rprivate" } }],
      ],
      changed: [{ type: "bind", source: other, target: "/m", readOnly: true }],
      inDocker: sources({ base: [folder], changed: [other] }),
      byHand,
    },
  ];
}
