import { isIPv6, SocketAddress } from "node:net";

import { stableText } from "../../diff/comparison";
import { isUnknown } from "../../../runtime/resource";
import { parseDockerDuration } from "../../../../model/docker-duration";
import type {
  ContainerDevice,
  ContainerHost,
  ContainerMount,
  ContainerNetwork,
  ContainerPort,
  ContainerUpload,
  ContainerVolume,
} from "./container-inputs";

/** The one spelling of values that mean the same to Docker. Unknown values stay what they are. */

type Bag = Record<string, unknown>;

const MOST_CPUS = 8192;

/**
 * Applies to known values only. What is not of the expected shape (old inputs may be of another plugin or version) is
 * compared as it is.
 */
export function known<T>(form: (value: T) => unknown): (value: unknown) => unknown {
  return (value) => {
    if (value === undefined || value === null || isUnknown(value)) return value;
    try {
      return form(value as T);
    } catch {
      return value;
    }
  };
}

export const duration = known<string>((text) => parseDockerDuration(text) || undefined);

/** Zero is a value of its own here. */
export const nanoseconds = known<string>(parseDockerDuration);

/** `sigterm` and `TERM` are `SIGTERM`. */
export const signal = known<string>((text) =>
  /^\d+$/.test(text) ? text : text.toUpperCase().replace(/^(?!SIG)/, "SIG"),
);

/** `net_admin` is `CAP_NET_ADMIN`. */
export const capability = known<string>((text) => {
  const upper = text.toUpperCase();
  return upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
});

export const nanoCpus = known<string>((text) => Math.round(Number(text) * 1e9) || undefined);

/** `0-2` is `0,1,2`. */
export const cpuSet = known<string>((text) => {
  const numbers = new Set<number>();
  for (const part of text.split(",")) {
    const [first = NaN, last = first] = part.split("-").map(Number);
    if (!(last - first < MOST_CPUS)) return text;
    for (let cpu = first; cpu <= last; cpu++) numbers.add(cpu);
  }
  return text === "" ? undefined : [...numbers].sort((a, b) => a - b).join();
});

/** An address, or a subnet; `FD00:0::1` is `fd00::1`. */
export const ipAddress = known<string>((text) => {
  const [address = "", ...bits] = text.split("/");
  if (!isIPv6(address)) return text;
  return [new SocketAddress({ address, family: "ipv6" }).address, ...bits].join("/");
});

export const path = known<string>((text) => (text.length > 1 ? text.replace(/\/+$/, "") : text));

/** `size=1m,mode=755` is `mode=755,size=1m`. */
export const mountOptions = known<string>((text) => text.split(",").sort().join(","));

/** `seccomp:unconfined` is an old spelling of `seccomp=unconfined`; `no-new-privileges` alone is `=true`. */
export const securityOption = known<string>((text) =>
  text === "no-new-privileges"
    ? "no-new-privileges=true"
    : /^[^=]*:/.test(text)
      ? text.replace(":", "=")
      : text,
);

export const port = known<ContainerPort>((each) => ({
  ...fields(each, ["internal"]),
  external: each.external || undefined,
  ip: each.ip === "0.0.0.0" || each.ip === "" ? undefined : each.ip,
  protocol: each.protocol === "tcp" ? undefined : each.protocol,
}));

export const volume = known<ContainerVolume>((each) => ({
  ...fields(each, ["fromContainer", "hostPath", "selinuxRelabel"]),
  containerPath: path(each.containerPath),
  // hostPath takes precedence, as the SDK says.
  volumeName: each.hostPath ? undefined : each.volumeName,
  readOnly: each.readOnly || undefined,
}));

export const mount = known<ContainerMount>((each) => ({
  ...fields(each, ["type"]),
  source: each.source || undefined,
  target: path(each.target),
  readOnly: each.readOnly || undefined,
  bindOptions: notEmpty({ propagation: each.bindOptions?.propagation }),
  tmpfsOptions: notEmpty({
    mode: each.tmpfsOptions?.mode || undefined,
    sizeBytes: each.tmpfsOptions?.sizeBytes || undefined,
  }),
  volumeOptions: notEmpty({
    driverName: each.volumeOptions?.driverName || undefined,
    driverOptions: notEmpty(each.volumeOptions?.driverOptions),
    labels: notEmpty(
      Object.fromEntries((each.volumeOptions?.labels ?? []).map((one) => [one.label, one.value])),
    ),
    noCopy: each.volumeOptions?.noCopy || undefined,
    subpath: each.volumeOptions?.subpath || undefined,
  }),
}));

export const host = known<ContainerHost>((each) => ({ host: each.host, ip: ipAddress(each.ip) }));

export const network = known<ContainerNetwork>((each) => ({
  ...fields(each, ["name", "gwPriority"]),
  ipv4Address: each.ipv4Address || undefined,
  ipv6Address: ipAddress(each.ipv6Address || undefined),
  macAddress: known<string>((text) => text.toLowerCase().replaceAll("-", ":") || undefined)(
    each.macAddress,
  ),
  aliases: sorted(each.aliases),
  driverOpts: sorted(each.driverOpts),
  linkLocalIps: sorted(each.linkLocalIps),
}));

export const device = known<ContainerDevice>((each) => ({
  ...fields(each, ["hostPath"]),
  containerPath: each.containerPath ?? each.hostPath,
  permissions: known<string>((text) => [...text].sort().join(""))(each.permissions ?? "rwm"),
}));

export const upload = known<ContainerUpload>((each) => ({
  ...fields(each, ["file", "source", "sourceHash", "owner", "group"]),
  // One content, whichever form it has.
  content: each.contentBase64
    ? known<string>((text) => text.replace(/\s/g, ""))(each.contentBase64)
    : known<string>((text) => Buffer.from(text).toString("base64"))(
        each.content ?? (each.source ? undefined : ""),
      ),
  executable: each.permissions ? undefined : each.executable || undefined,
  permissions: known<string>((text) => text.replace(/^0+(?=\d{3})/, ""))(each.permissions),
}));

/** The name by which two elements are the same thing changed. */
export function keyOf(...names: readonly string[]): (element: unknown) => string {
  return (element) =>
    names.map((name) => stableText((element as Bag | undefined)?.[name])).join("\0");
}

/** The elements in order, or undefined for none. */
export function sorted(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.length === 0 ? undefined : [...(list as unknown[])].sort();
}

function fields(from: object, names: readonly string[]): Bag {
  return Object.fromEntries(
    names
      .map((name) => [name, (from as Bag)[name]])
      .filter(([, value]) => value !== undefined && value !== null),
  ) as Bag;
}

function notEmpty(bag: object | undefined): object | undefined {
  return bag && Object.values(bag).some((value) => value !== undefined && value !== null)
    ? bag
    : undefined;
}
