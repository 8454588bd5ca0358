import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface IssueOptions {
  /** How long it is good for. Defaults to 2. */
  days?: number;
  /** Whom it says it belongs to. Defaults to the folder's name. */
  subject?: string;
  /** Host names that it is good for beside the address. */
  names?: readonly string[];
}

/** A certificate authority of a lab, and what it signs. */
export class CertificateAuthority {
  /** Its own certificate. */
  readonly caFile: string;

  /** @param dir where it is; made where it isn't there yet. */
  constructor(private readonly dir: string) {
    mkdirSync(dir, { recursive: true });
    this.caFile = join(dir, "ca.pem");
    if (existsSync(this.caFile)) return;
    openssl(
      ...["req", "-x509", ...NEW_KEY, "-keyout", join(dir, "ca-key.pem")],
      ...["-out", this.caFile, "-subj", "/CN=slipway lab", "-days", "2"],
    );
  }

  /**
   * A folder as Docker's `certPath` has it: ca.pem, cert.pem and key.pem.
   *
   * @param name of the folder, and in the certificate.
   * @param address that the certificate is good for.
   */
  issue(name: string, address: string, options: IssueOptions = {}): string {
    const { days = 2, subject = `/CN=${name}`, names = [] } = options;
    const folder = join(this.dir, name);
    mkdirSync(folder);
    const file = (each: string) => join(folder, each);
    openssl(
      ...["req", ...NEW_KEY, "-keyout", file("key.pem"), "-out", file("csr.pem")],
      ...["-subj", subject],
    );
    writeFileSync(
      file("extensions"),
      `subjectAltName=${[`IP:${address}`, ...names.map((each) => `DNS:${each}`)].join()}\nextendedKeyUsage=serverAuth,clientAuth\n`,
    );
    openssl(
      ...["x509", "-req", "-in", file("csr.pem"), "-out", file("cert.pem")],
      ...["-CA", this.caFile, "-CAkey", join(this.dir, "ca-key.pem"), "-CAcreateserial"],
      ...["-days", String(days), "-extfile", file("extensions")],
    );
    copyFileSync(this.caFile, file("ca.pem"));
    return folder;
  }
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

function openssl(...args: string[]): void {
  execFileSync("openssl", args, { stdio: "ignore" });
}
