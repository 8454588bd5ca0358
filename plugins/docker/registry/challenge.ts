/** What a registry asks for in `WWW-Authenticate`. */
export type Challenge =
  { scheme: "basic" } | { scheme: "bearer"; realm: string; service?: string; scope?: string };

/** All challenges of one or more such headers that this client can answer. */
export function parseChallenges(header: string): Challenge[] {
  const found: Challenge[] = [];
  const challenge = /([A-Za-z]+)\s+((?:[\w-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,"]+)(?:\s*,\s*)?)+)/g;
  for (const [, scheme = "", parameters = ""] of header.matchAll(challenge)) {
    const fields = Object.fromEntries(
      [...parameters.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)].map(
        ([, name = "", quoted, plain = ""]) => [
          name.toLowerCase(),
          quoted?.replace(/\\(.)/g, "$1") ?? plain,
        ],
      ),
    );
    const { realm, service, scope } = fields;
    if (scheme.toLowerCase() === "basic") found.push({ scheme: "basic" });
    else if (scheme.toLowerCase() === "bearer" && realm)
      found.push({
        scheme: "bearer",
        realm,
        ...(service && { service }),
        ...(scope && { scope }),
      });
  }
  return found;
}
