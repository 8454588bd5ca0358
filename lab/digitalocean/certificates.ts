import { randomUUID, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext } from "node:tls";

import { CertificateAuthority } from "../certificates";
import { now } from "./actions";
import { conflict, notFound, unprocessable } from "./http/answer";
import type { World } from "./world";

export interface Certificate {
  readonly id: string;
  readonly name: string;
  readonly type: "custom" | "lets_encrypt";
  state: "pending" | "verified" | "error";
  readonly createdAt: string;
  readonly dnsNames: readonly string[];
  readonly notAfter: string;
  readonly fingerprint: string;
  /** For whoever terminates TLS with it. */
  readonly tls: { cert: string; key: string };
}

/** The account's certificates for load balancers. Those of Let's Encrypt are signed by a CA of the lab. */
export class Certificates {
  private readonly certificates = new Map<string, Certificate>();

  constructor(private readonly world: World) {}

  all(): Certificate[] {
    return [...this.certificates.values()];
  }

  get(id: string): Certificate {
    const certificate = this.certificates.get(id);
    if (certificate === undefined) throw notFound();
    return certificate;
  }

  find(id: string): Certificate | undefined {
    return this.certificates.get(id);
  }

  addCustom(wanted: { name: string; key: string; leaf: string; chain?: string }): Certificate {
    const { name, key, leaf, chain } = wanted;
    const cert = chain === undefined ? leaf : `${leaf.trimEnd()}\n${chain}`;
    try {
      createSecureContext({ cert, key });
    } catch {
      throw unprocessable("The certificate and the private key don't belong together.");
    }
    return this.add(name, "custom", { cert, key }, namesIn(leaf));
  }

  issue(name: string, dnsNames: readonly string[]): Certificate {
    const dir = join(this.world.settings.lab.dir, "digitalocean", "ca");
    const folder = new CertificateAuthority(dir).issue(`c-${randomUUID()}`, "127.0.0.1", {
      days: 90,
      subject: `/CN=${dnsNames[0]}`,
      names: dnsNames,
    });
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    return this.add(
      name,
      "lets_encrypt",
      { cert: read("cert.pem"), key: read("key.pem") },
      dnsNames,
    );
  }

  delete(certificate: Certificate): void {
    const { id } = certificate;
    if (this.world.loadBalancers.all().some(({ spec }) => usesCertificate(spec, id)))
      throw conflict("Certificate is in use by a load balancer.");
    this.certificates.delete(id);
  }

  private add(
    name: string,
    type: Certificate["type"],
    tls: Certificate["tls"],
    dnsNames: readonly string[],
  ): Certificate {
    if (this.all().some((each) => each.name === name))
      throw unprocessable("Certificate name is already in use.");
    const x509 = new X509Certificate(tls.cert);
    const certificate: Certificate = {
      ...{ name, type, tls, dnsNames },
      id: randomUUID(),
      state: type === "custom" ? "verified" : "pending",
      createdAt: now(),
      notAfter: `${new Date(x509.validTo).toISOString().slice(0, 19)}Z`,
      fingerprint: x509.fingerprint.replaceAll(":", "").toLowerCase(),
    };
    this.certificates.set(certificate.id, certificate);
    if (certificate.state === "pending")
      setTimeout(() => (certificate.state = "verified"), this.world.settings.options.actionMs);
    return certificate;
  }
}

function namesIn(leaf: string): string[] {
  const { subjectAltName = "" } = new X509Certificate(leaf);
  return subjectAltName.split(", ").flatMap((each) => /^DNS:(.*)$/.exec(each)?.[1] ?? []);
}

function usesCertificate(spec: { forwarding_rules: { certificate_id?: string }[] }, id: string) {
  return spec.forwarding_rules.some((rule) => rule.certificate_id === id);
}

export function certificateObject(certificate: Certificate): object {
  const { id, name, type, state, createdAt, dnsNames, notAfter, fingerprint } = certificate;
  return {
    ...{ id, name, type, state },
    not_after: notAfter,
    sha1_fingerprint: fingerprint,
    created_at: createdAt,
    dns_names: dnsNames,
  };
}
