import { posix } from "node:path";

/** A mount of a service, in the long form. */
export interface LongVolume {
  type: "bind" | "volume";
  source?: string;
  target: string;
  read_only?: true;
  bind?: { selinux?: string; propagation?: string; create_host_path: true };
  volume?: { nocopy?: true };
}

const PROPAGATIONS = ["rprivate", "private", "rshared", "shared", "rslave", "slave"];

/** The mount of `[source:]target[:options]`; a string says what is wrong instead. */
export function shortVolume(text: string): LongVolume | string {
  const parts = splitSpec(text);
  if (text === "" || parts.some((part) => part === "") || parts.length > 3)
    return `expected [source:]target[:options], got ${JSON.stringify(text)}`;
  const [source, target, options = ""] = parts.length === 1 ? [undefined, parts[0]!] : parts;
  const isPath = source !== undefined && isFilePath(source);
  const volume: LongVolume = {
    type: isPath ? "bind" : "volume",
    ...(source !== undefined && { source }),
    target: posix.normalize(target).replace(/(.)\/$/, "$1"),
  };
  const words = options.split(",");
  const propagation = words.findLast((word) => PROPAGATIONS.includes(word));
  const selinux = words.findLast((word) => word === "z" || word === "Z");
  // The last of "ro" and "rw" counts; other words mean nothing to Compose either.
  if (words.findLast((word) => word === "ro" || word === "rw") === "ro") volume.read_only = true;
  if (words.includes("nocopy")) volume.volume = { nocopy: true };
  if (isPath)
    volume.bind = {
      ...(selinux !== undefined && { selinux }),
      ...(propagation !== undefined && { propagation }),
      create_host_path: true,
    };
  else volume.volume ??= {};
  return volume;
}

/** Splits at colons, but for that of a Windows drive. */
function splitSpec(text: string): string[] {
  const parts: string[] = [];
  for (const part of text.split(":")) {
    const drive = parts.at(-1);
    const isDrive = drive !== undefined && /^[A-Za-z]$/.test(drive) && /^[\\/]/.test(part);
    if (isDrive) parts[parts.length - 1] = `${drive}:${part}`;
    else parts.push(part);
  }
  return parts;
}

/** Whether a source is a path of the host and no name of a volume. */
export function isFilePath(source: string): boolean {
  return /^([./~]|\\\\|[A-Za-z]:)/.test(source);
}
