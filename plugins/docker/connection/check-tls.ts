import { createSecureContext } from "node:tls";
import type { Tls } from "./endpoint";

const PARTS = { ca: "CA certificate", cert: "client certificate", key: "client key" } as const;

/** What is wrong with the credentials themselves, before anybody is asked; undefined where nothing is. */
export function checkTls({ ca, cert, key }: Tls): string | undefined {
  for (const part of ["ca", "cert", "key"] as const) {
    const text = { ca, cert, key }[part];
    if (text !== undefined && !/-----BEGIN [A-Z0-9 ]+-----/.test(text))
      return `the ${PARTS[part]} is not PEM: expected a text that has "-----BEGIN …-----"`;
  }
  if ((cert === undefined) !== (key === undefined))
    return `a client certificate and its key belong together, and there is only the ${cert === undefined ? "key" : "certificate"}`;
  try {
    createSecureContext({ ca, cert, key });
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ERR_OSSL_X509_KEY_VALUES_MISMATCH")
      return "the client key is not the one of the client certificate";
    if (code?.includes("BAD_PASSWORD") || code?.includes("INTERRUPTED_OR_CANCELLED"))
      return "the client key is encrypted with a passphrase: give one without";
    return `the certificates or the key can't be read (${code ?? "error"}): give PEM as Docker's \`certPath\` has it`;
  }
}
