import type { Mistake } from "./mistakes";

/** The Secret with the certificate for a host, or for every host. */
export interface Certificate {
  host?: string | undefined;
  secret: string;
}

/** A listener of the Gateway API's Gateway. */
export interface Listener {
  name: string;
  protocol: "HTTP" | "HTTPS";
  port: number;
  hostname?: string;
  tls?: { certificateRefs: { name: string }[] };
}

/** The name of the listener for a host: `http`, `https` or `https-example.com`. */
export function listenerName(protocol: "http" | "https", host?: string): string {
  return host === undefined ? protocol : `${protocol}-${host.replace(/^\*\./, "wildcard.")}`;
}

/** Port 80 for every host, and 443 for each host that has a certificate. */
export function listenersOf(certificates: readonly Certificate[]): {
  listeners: Listener[];
  mistakes: Mistake[];
} {
  const listeners: Listener[] = [{ name: listenerName("http"), protocol: "HTTP", port: 80 }];
  const mistakes: Mistake[] = [];
  for (const { host, secret } of certificates) {
    const name = listenerName("https", host);
    const known = listeners.find((each) => each.name === name)?.tls?.certificateRefs[0]?.name;
    if (known === undefined)
      listeners.push({
        ...{ name, protocol: "HTTPS", port: 443 },
        ...(host !== undefined && { hostname: host }),
        tls: { certificateRefs: [{ name: secret }] },
      });
    else if (known !== secret)
      mistakes.push({
        path: "tlsSecret",
        problem: `a host has one certificate, but ${host ?? "every host"} has "${known}" and "${secret}"`,
      });
  }
  return { listeners, mistakes };
}
