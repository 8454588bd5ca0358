import { show } from "./mistakes";

/** What is wrong with a host's public key, or undefined. */
export function checkSshHostKey(key: unknown): string | undefined {
  const fine =
    typeof key === "string" &&
    /^(ssh-(ed25519|rsa|dss)|ecdsa-sha2-\S+|sk-\S+) [A-Za-z0-9+/]+={0,2}(\s+[\w@.-]+)?\s*$/.test(
      key,
    );
  return fine
    ? undefined
    : `expected a public key such as "ssh-ed25519 AAAA…" (\`ssh-keyscan\` shows a host's), got ${show(key)}`;
}

/**
 * Arguments for ssh that let a host in by these public keys and no others, whatever known_hosts says. No file is
 * needed: ssh asks printf for the line of known_hosts that it looks for. Needs OpenSSH 8.5 or newer.
 */
export function pinHostKeys(keys: readonly string[]): string[] {
  const lines = keys.map((key) => `%H ${key.trim().split(/\s+/).slice(0, 2).join(" ")}`);
  const command = ["/usr/bin/printf", '"%%s\\n"', ...lines.map((line) => `"${line}"`)].join(" ");
  return [
    ...["-o", `KnownHostsCommand=${command}`],
    ...["-o", "UserKnownHostsFile=/dev/null", "-o", "GlobalKnownHostsFile=/dev/null"],
    ...["-o", "StrictHostKeyChecking=yes"],
  ];
}
