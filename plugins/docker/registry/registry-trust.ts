import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";

/** Where Docker, too, looks for what a single registry is to be trusted by. */
export const CERTS_FOLDER = "/etc/docker/certs.d";

export interface RegistryTrust {
  ca?: string[];
  cert?: string;
  key?: string;
}

/** CA certificates (`*.crt`) and the client's own certificate (`*.cert` and `*.key`), as Docker reads them. */
export function registryTrust(registry: string, folder = CERTS_FOLDER): RegistryTrust {
  const own = join(folder, registry);
  let files: string[];
  try {
    files = readdirSync(own).sort();
  } catch {
    return {}; // nothing is said about this registry
  }
  const read = (file: string) => readFileSync(join(own, file), "utf8");
  const ca = files.filter((file) => file.endsWith(".crt")).map(read);
  const cert = files.find((file) => file.endsWith(".cert"));
  const key = cert?.replace(/\.cert$/, ".key");
  return {
    ...(ca.length > 0 && { ca: [...rootCertificates, ...ca] }),
    ...(cert && key && files.includes(key) && { cert: read(cert), key: read(key) }),
  };
}
