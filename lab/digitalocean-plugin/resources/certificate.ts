import { createHash } from "node:crypto";
import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { listOf, text } from "../../../plugins/runtime/check/rule";
import type { Props } from "../../../plugins/runtime/resource";
import type { ApiClient } from "../api/api-client";
import { ApiFailure } from "../api/api-failure";
import { waitFor } from "../api/wait-for";
import { textSet } from "./compare";
import { fixed, resourceOf } from "./kind";

export interface ApiCertificate {
  id: string;
  name: string;
  not_after: string;
  sha1_fingerprint: string;
  dns_names: string[];
  state: string;
  type: string;
}

type Inputs = pulumi.Unwrap<digitalocean.CertificateArgs>;

const IN_USE_SECONDS = 60;

/** Its id is its name: that stays the same where Let's Encrypt's own are renewed. */
export const certificate = resourceOf<Inputs>({
  what: "certificate",
  fields: {
    name: fixed(text(is.nonEmpty)),
    type: fixed(text(is.oneOf("custom", "lets_encrypt"))),
    privateKey: fixed(text(is.nonEmpty)),
    leafCertificate: fixed(text(is.nonEmpty)),
    certificateChain: fixed(text(is.nonEmpty)),
    domains: fixed(listOf(text(is.nonEmpty)), textSet),
  },
  required: ["name"],
  autoname: { property: "name", maxLength: 255 },
  defaults: { type: "custom" },
  computed: ["notAfter", "sha1Fingerprint", "state", "uuid"],
  secretInputs: ["privateKey"],
  secretOutputs: ["privateKey"],

  failures({ type = "custom", privateKey, leafCertificate, domains }) {
    const missing = (property: string, value: unknown) =>
      value === undefined ? [{ property, reason: `is required where type is ${type}` }] : [];
    if (type === "lets_encrypt") return missing("domains", domains);
    return [...missing("privateKey", privateKey), ...missing("leafCertificate", leafCertificate)];
  },

  async create(inputs, api, { signal }) {
    const {
      name,
      type = "custom",
      domains,
      privateKey,
      leafCertificate,
      certificateChain,
    } = inputs;
    const custom = {
      private_key: privateKey,
      leaf_certificate: leafCertificate,
      certificate_chain: certificateChain,
    };
    const body = { name, type, ...(type === "custom" ? custom : { dns_names: domains }) };
    const made = await api.call<{ certificate: ApiCertificate }>("POST", "/v2/certificates", {
      ...{ body, signal },
    });
    const live = await waitFor(async () => {
      const found = await named(api, made.certificate.name, signal);
      if (found?.state === "error") throw new Error(`the certificate ${found.name} wasn't issued`);
      return found?.state === "verified" ? found : undefined;
    }, signal);
    return { id: live.name, state: stateOf(live, inputs) };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await named(api, id, signal);
    if (found === undefined) return undefined;
    const inputs = oldInputs ?? { name: found.name, type: found.type, domains: found.dns_names };
    return { id, state: stateOf(found, inputs), inputs };
  },

  /** A load balancer may use it until it has another one. */
  async delete(id, api, { signal }) {
    const found = await named(api, id, signal);
    if (found === undefined) return;
    const until = Date.now() + IN_USE_SECONDS * 1000;
    await waitFor(async () => {
      try {
        await api.remove(`/v2/certificates/${found.id}`, { signal });
        return true;
      } catch (error) {
        const mayEnd = error instanceof ApiFailure && [403, 409].includes(error.status);
        if (!mayEnd || Date.now() > until) throw error;
        return undefined;
      }
    }, signal);
  },
});

async function named(api: ApiClient, name: string, signal: AbortSignal) {
  const path = `/v2/certificates?name=${encodeURIComponent(name)}`;
  const all = await api.list<ApiCertificate>(path, "certificates", { signal });
  return all.find((each) => each.name === name);
}

/** Of keys and certificates there are hashes, as the official provider has them. */
function stateOf(live: ApiCertificate, inputs: Inputs): Props {
  const hash = (value: string | undefined) =>
    value === undefined ? undefined : createHash("sha1").update(value.trim()).digest("hex");
  const state: Props = {
    ...{ name: live.name, type: live.type, state: live.state, uuid: live.id },
    notAfter: live.not_after,
    sha1Fingerprint: live.sha1_fingerprint,
    domains: live.type === "lets_encrypt" ? live.dns_names : undefined,
    privateKey: hash(inputs.privateKey),
    leafCertificate: hash(inputs.leafCertificate),
    certificateChain: hash(inputs.certificateChain),
  };
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}
