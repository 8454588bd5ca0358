import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tryCommand } from "../run-command";

export const SUITE = "bookworm";

/** One `deb` line per mirror and suite, options left out. */
export function debLines(file: string, text: string): string[] {
  return file.endsWith(".sources") ? fromStanzas(text) : fromLines(text);
}

function fromLines(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const match = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(.+)$/.exec(line.trim());
    return match === null ? [] : [`deb ${match[1]} ${match[2]} ${match[3]!.trim()}`];
  });
}

function fromStanzas(text: string): string[] {
  return text
    .replace(/^#.*\n/gm, "")
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const field = (name: string) =>
        new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, "mi")
          .exec(stanza)?.[1]
          ?.trim()
          .split(/\s+/) ?? [];
      if (!field("Types").includes("deb") || field("Enabled")[0] === "no") return [];
      return field("URIs").flatMap((uri) =>
        field("Suites").map((suite) => `deb ${uri} ${suite} ${field("Components").join(" ")}`),
      );
    });
}

/** True for a line of Debian itself in our suite, and not of somebody who packages for it. */
function isDebianItself(line: string): boolean {
  const [, uri = "", suite = ""] = line.split(" ");
  const pockets = [SUITE, `${SUITE}-updates`, `${SUITE}-security`];
  return pockets.includes(suite) && /\/debian(-security)?\/?$/.test(uri);
}

/**
 * The mirrors to make the image from, which become its own: those of this machine where it is a
 * Debian of the same suite (a closed network has a mirror of its own); undefined elsewhere: mmdebstrap knows Debian's.
 */
export function machineSources(etcApt = "/etc/apt"): string[] | undefined {
  const folder = join(etcApt, "sources.list.d");
  const files = [
    join(etcApt, "sources.list"),
    ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
  ];
  const lines = files
    .filter((file) => /\.(list|sources)$/.test(file) && existsSync(file))
    .flatMap((file) => debLines(file, readFileSync(file, "utf8")))
    .filter(isDebianItself);
  const unique = [...new Set(lines)];
  return unique.some((line) => line.split(" ")[2] === SUITE) ? unique : undefined;
}

/** The proxies that apt uses on this machine, as lines for apt.conf. */
export async function proxySettings(): Promise<string[]> {
  const dump = await tryCommand("apt-config", ["dump"]).catch(() => undefined);
  return (dump?.stdout ?? "")
    .split("\n")
    .filter((line) => /^Acquire::https?::Proxy(::\S+)? "[^"]+";$/i.test(line));
}
