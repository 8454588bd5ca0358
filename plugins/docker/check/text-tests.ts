import { isIP, isIPv4, isIPv6 } from "node:net";
import { parseDockerDuration } from "../../../model/docker-duration";
import { isDockerImageId, parseDockerImageReference } from "../../../model/docker-image-reference";
import type { Test } from "../../runtime/check/rule";

export const nonEmpty: Test<string> = (value) =>
  value.trim() === "" ? "expected a text, got an empty one" : undefined;

export function oneOf(...values: readonly string[]): Test<string> {
  return (value) =>
    values.includes(value)
      ? undefined
      : `expected one of ${values.map((each) => `"${each}"`).join(", ")}, got "${value}"`;
}

/** What Docker takes as the name of a container, a network or a volume. */
export const objectName: Test<string> = (value) =>
  /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(value)
    ? undefined
    : `"${value}" is not a name that Docker takes: at least two letters, digits, "_", "." or "-", a letter or digit first`;

export const duration: Test<string> = (value) =>
  parseDockerDuration(value) === undefined
    ? `expected a duration such as "10s", "1m30s" or "500ms", got "${value}"`
    : undefined;

export const containerPath: Test<string> = (value) =>
  /^(\/|[A-Za-z]:\\)/.test(value)
    ? undefined
    : `expected an absolute path in the container, got "${value}"`;

export const hostPath: Test<string> = (value) =>
  /^(\/|~|[A-Za-z]:\\|\\\\)/.test(value)
    ? undefined
    : `expected an absolute path on the host, got "${value}"; for a named volume use \`volumeName\``;

/** The value isn't shown: it may hold a secret. */
export const envAssignment: Test<string> = (value) =>
  /^[^=\s][^=]*=/s.test(value) ? undefined : "expected KEY=VALUE";

export const imageReference: Test<string> = (value) =>
  value !== "" && (isDockerImageId(value) || parseDockerImageReference(value) !== undefined)
    ? undefined
    : value === ""
      ? "expected an image, got an empty text"
      : `"${value}" is not an image name: expected [registry/]repository[:tag][@digest], in lower case`;

export const ipAddress: Test<string> = (value) =>
  isIP(value) ? undefined : `expected an IP address, got "${value}"`;
export const ipv4Address: Test<string> = (value) =>
  isIPv4(value) ? undefined : `expected an IPv4 address, got "${value}"`;
export const ipv6Address: Test<string> = (value) =>
  isIPv6(value) ? undefined : `expected an IPv6 address, got "${value}"`;

export const subnet: Test<string> = (value) => {
  const [address = "", bits = "", ...rest] = value.split("/");
  const max = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= max
    ? undefined
    : `expected a subnet such as "172.20.0.0/16", got "${value}"`;
};

export const cpuCount: Test<string> = (value) =>
  /^\d+(\.\d+)?$/.test(value) && Number(value) >= 0
    ? undefined
    : `expected a number of CPUs such as "1.5", got "${value}"`;

export const cpuSet: Test<string> = (value) =>
  /^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(value)
    ? undefined
    : `expected CPU numbers such as "0-2" or "0,3", got "${value}"`;

export const fileMode: Test<string> = (value) =>
  /^0?[0-7]{3,4}$/.test(value)
    ? undefined
    : `expected an octal mode such as "0644", got "${value}"`;

export const macAddress: Test<string> = (value) =>
  /^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/.test(value)
    ? undefined
    : `expected a MAC address such as "02:42:ac:11:00:02", got "${value}"`;

export const platform: Test<string> = (value) =>
  /^[a-z0-9]+(\/[a-z0-9_]+(\/[a-z0-9]+)?)?$/.test(value)
    ? undefined
    : `expected a platform such as "linux/amd64", got "${value}"`;

export const keyValue: Test<string> = (value) =>
  /^[^=]+=/.test(value) ? undefined : `expected name=value, got "${value}"`;

export const base64: Test<string> = (value) =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(value.replace(/\s/g, "")) ? undefined : "expected base64";

export const envName: Test<string> = (value) =>
  /^[^=\s]+$/.test(value) ? undefined : `expected the name of a variable, got "${value}"`;

export const signal: Test<string> = (value) =>
  /^(SIG)?[A-Za-z0-9+-]+$/.test(value) ? undefined : `"${value}" is not a signal`;
