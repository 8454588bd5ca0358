import { joinPath, show, type Mistake } from "./mistakes";
import { didYouMean } from "./nearest";

/** What a value must be, and whether a running dockerd takes its change in (SIGHUP) or has to be restarted. */
const KEYS = {
  "allow-nondistributable-artifacts": ["texts", "reload"],
  bip: ["cidr", "restart"],
  "cgroup-parent": ["text", "restart"],
  debug: ["flag", "reload"],
  "default-address-pools": ["pools", "restart"],
  "default-cgroupns-mode": ["text", "restart"],
  "default-ipc-mode": ["text", "restart"],
  "default-runtime": ["text", "reload"],
  "default-shm-size": ["text", "restart"],
  "default-ulimits": ["object", "restart"],
  dns: ["texts", "restart"],
  "dns-opts": ["texts", "restart"],
  "dns-search": ["texts", "restart"],
  "exec-opts": ["texts", "restart"],
  experimental: ["flag", "restart"],
  features: ["object", "reload"],
  "fixed-cidr": ["cidr", "restart"],
  "fixed-cidr-v6": ["cidr", "restart"],
  icc: ["flag", "restart"],
  init: ["flag", "restart"],
  "insecure-registries": ["texts", "reload"],
  ip: ["text", "restart"],
  "ip-forward": ["flag", "restart"],
  "ip-masq": ["flag", "restart"],
  ip6tables: ["flag", "restart"],
  iptables: ["flag", "restart"],
  ipv6: ["flag", "restart"],
  labels: ["labels", "reload"],
  "live-restore": ["flag", "reload"],
  "log-driver": ["text", "restart"],
  "log-level": ["text", "restart"],
  "log-opts": ["options", "restart"],
  "max-concurrent-downloads": ["number", "reload"],
  "max-concurrent-uploads": ["number", "reload"],
  "max-download-attempts": ["number", "reload"],
  "metrics-addr": ["listener", "restart"],
  mtu: ["number", "restart"],
  "no-new-privileges": ["flag", "restart"],
  "node-generic-resources": ["texts", "restart"],
  "registry-mirrors": ["urls", "reload"],
  runtimes: ["object", "reload"],
  "seccomp-profile": ["text", "restart"],
  "selinux-enabled": ["flag", "restart"],
  "shutdown-timeout": ["number", "reload"],
  "storage-driver": ["text", "restart"],
  "storage-opts": ["texts", "restart"],
  "userland-proxy": ["flag", "restart"],
  "userns-remap": ["text", "restart"],
} as const;

export type DaemonKey = keyof typeof KEYS;
type Kind = (typeof KEYS)[DaemonKey][0];

interface Values {
  flag: boolean;
  number: number;
  text: string;
  texts: readonly string[];
  urls: readonly string[];
  labels: readonly string[];
  listener: string;
  cidr: string;
  options: Readonly<Record<string, string>>;
  pools: readonly { readonly base: string; readonly size: number }[];
  object: Readonly<Record<string, unknown>>;
}

/** Keys of Docker's `daemon.json`, as Docker spells them. */
export type DaemonConfig = { [K in DaemonKey]?: Values[(typeof KEYS)[K][0]] };

/** Why some keys are left to others. */
const REFUSED: Readonly<Record<string, string>> = {
  hosts:
    "would change how the engine is reached, and clashes with the -H of its systemd unit; leave it out",
  "data-root":
    "would hide every container, image and volume there is; move them by hand, then set it",
};

/** All mistakes in what should stand in `daemon.json`. */
export function daemonMistakes(config: Readonly<Record<string, unknown>>, path = ""): Mistake[] {
  return Object.entries(config).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const at = joinPath(path, key);
    if (Object.hasOwn(REFUSED, key)) return [{ path: at, problem: REFUSED[key]! }];
    const rule = Object.hasOwn(KEYS, key) ? KEYS[key as DaemonKey] : undefined;
    if (rule === undefined)
      return [
        {
          path: at,
          problem: `is no key of daemon.json that is known here${didYouMean(key, Object.keys(KEYS))}`,
        },
      ];
    return problemsOf(rule[0], value, at);
  });
}

/** Keys whose change a running dockerd doesn't take in. */
export function needRestart(keys: readonly string[]): string[] {
  return keys.filter((key) => KEYS[key as DaemonKey]?.[1] !== "reload");
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const CIDR = /^[0-9A-Fa-f.:]+\/\d{1,3}$/;

const TESTS: Readonly<Record<Kind, readonly [expected: string, (value: unknown) => boolean]>> = {
  flag: ["true or false", (value) => typeof value === "boolean"],
  number: [
    "a whole number of 0 or more",
    (value) => Number.isInteger(value) && (value as number) >= 0,
  ],
  text: ["a text", isText],
  texts: ["a list of texts", listOf(isText)],
  urls: [
    "a list of addresses such as https://mirror.example.com",
    listOf((value) => isText(value) && /^https?:\/\/[^\s/]+/.test(value)),
  ],
  labels: [
    "a list of texts such as rack=b",
    listOf((value) => isText(value) && /^[^=\s]+=/.test(value)),
  ],
  listener: [
    "an address and port such as 127.0.0.1:9323",
    (value) => isText(value) && /^\S*:\d{1,5}$/.test(value),
  ],
  cidr: ["a network such as 10.10.0.1/24", (value) => isText(value) && CIDR.test(value)],
  options: [
    'an object of texts such as { "max-size": "10m" } (numbers as texts too)',
    (value) => isObject(value) && Object.values(value).every((each) => typeof each === "string"),
  ],
  pools: [
    "a list such as [{ base: 10.20.0.0/16, size: 24 }], the size between the base's and 32 (or 128)",
    listOf((value) => isObject(value) && isPool(value)),
  ],
  object: ["an object", isObject],
};

function isPool({ base, size, ...rest }: Record<string, unknown>): boolean {
  if (!isText(base) || !CIDR.test(base) || !Number.isInteger(size)) return false;
  const least = Number(base.split("/")[1]);
  const most = base.includes(":") ? 128 : 32;
  return (size as number) >= least && (size as number) <= most && Object.keys(rest).length === 0;
}

function problemsOf(kind: Kind, value: unknown, path: string): Mistake[] {
  const [expected, test] = TESTS[kind];
  return test(value) ? [] : [{ path, problem: `expected ${expected}, got ${show(value)}` }];
}

function listOf(test: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.every(test);
}
