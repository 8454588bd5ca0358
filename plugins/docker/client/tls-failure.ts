import { X509Certificate } from "node:crypto";
import type { Tls } from "../connection/endpoint";
import { EngineError } from "./engine-error";

/** A sentence for what TLS refuses, on this side or the engine's; undefined where the cause is something else. */
export function tlsFailure(error: EngineError, tls: Tls, where: string): EngineError | undefined {
  const { cause } = error;
  const { code = "" } = (cause ?? {}) as { code?: string };
  const denied = (sentence: string) => new EngineError("denied", sentence, { cause });
  if (UNTRUSTED.has(code))
    return denied(
      `the certificate of ${where} is not signed by ${tls.ca === undefined ? "a CA that this machine knows: give the engine's ca.pem" : "the given CA: give the ca.pem of that engine"} (\`certPath\` or \`caMaterial\`)`,
    );
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return denied(
      `the certificate of ${where} is for another name: use the name that is in it as \`host\`, or make one with this name or address as subjectAltName`,
    );
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID")
    return denied(
      `the certificate of ${where} ${code === "CERT_HAS_EXPIRED" ? "has expired" : "isn't valid yet"}: make a new one there, or set the clocks right`,
    );
  if (/_ALERT_.*(CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED)/.test(code))
    return denied(clientRefused(tls, where));
  if (code === "EPROTO" || code === "ERR_SSL_WRONG_VERSION_NUMBER")
    return denied(
      `what listens on ${where} doesn't speak TLS: correct the port, or give no certificates if the engine listens without`,
    );
  return undefined;
}

function clientRefused({ cert }: Tls, where: string): string {
  const refuses = `the engine at ${where} refuses`;
  if (cert === undefined)
    return `${refuses} whoever has no certificate: give one (\`certPath\`, or \`certMaterial\` and \`keyMaterial\`)`;
  const until = new Date(new X509Certificate(cert).validTo);
  if (until.getTime() < Date.now())
    return `${refuses} the client certificate, which expired on ${until.toISOString().slice(0, 10)}: make a new one`;
  return `${refuses} the client certificate: give one that is signed by the engine's CA (\`certPath\` or \`certMaterial\`)`;
}

const UNTRUSTED: ReadonlySet<string> = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_SIGNATURE_FAILURE",
]);
