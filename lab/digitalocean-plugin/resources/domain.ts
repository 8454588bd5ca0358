import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { text, wholeNumber } from "../../../plugins/runtime/check/rule";
import { scalar } from "../../../plugins/docker/diff/comparison";
import type { Props } from "../../../plugins/runtime/resource";
import { field, fixed, resourceOf } from "./kind";

interface ApiDomain {
  name: string;
  ttl: number | null;
}

interface ApiRecord {
  id: number;
  type: string;
  name: string;
  data: string;
  priority: number | null;
  port: number | null;
  ttl: number;
  weight: number | null;
  flags: number | null;
  tag: string | null;
}

export const domain = resourceOf<pulumi.Unwrap<digitalocean.DomainArgs>>({
  what: "domain",
  fields: { name: fixed(text(is.nonEmpty)), ipAddress: fixed(text(is.ipv4Address)) },
  required: ["name"],
  computed: ["domainUrn", "ttl"],

  async create(inputs, api, { signal }) {
    const { name, ipAddress: ip_address } = inputs;
    const made = await api.call<{ domain: ApiDomain }>("POST", "/v2/domains", {
      ...{ body: { name, ip_address }, signal },
    });
    return { id: made.domain.name, state: { ...inputs, ...domainState(made.domain) } };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await api.find<{ domain: ApiDomain }>(`/v2/domains/${id}`, { signal });
    if (found === undefined) return undefined;
    const inputs = oldInputs ?? { name: found.domain.name };
    return { id, state: { ...inputs, ...domainState(found.domain) }, inputs };
  },

  delete: (id, api, { signal }) => api.remove(`/v2/domains/${id}`, { signal }),
});

/** A new one has no TTL yet. */
function domainState({ name, ttl }: ApiDomain) {
  return { name, ttl: ttl ?? 1800, domainUrn: `do:domain:${name}` };
}

type Inputs = pulumi.Unwrap<digitalocean.DnsRecordArgs>;

/** A name that ends with the domain means the same without it. */
const recordName = scalar((value, inputs) =>
  typeof value === "string" ? shortName(value, inputs["domain"]) : value,
);
const dotted = scalar((value) => (typeof value === "string" ? value.replace(/\.$/, "") : value));
const NEEDED: Record<string, readonly (keyof Inputs)[]> = {
  SRV: ["priority", "port", "weight"],
  MX: ["priority"],
  CAA: ["flags", "tag"],
};

export const dnsRecord = resourceOf<Inputs>({
  what: "DNS record",
  fields: {
    domain: fixed(text(is.nonEmpty)),
    type: fixed(text(is.oneOf("A", "AAAA", "CAA", "CNAME", "MX", "NS", "TXT", "SRV", "SOA"))),
    name: field(text(is.nonEmpty), recordName),
    value: field(text(is.nonEmpty), dotted),
    port: field(wholeNumber(0, 65_535)),
    priority: field(wholeNumber(0, 65_535)),
    weight: field(wholeNumber(0, 65_535)),
    ttl: field(wholeNumber(1)),
    flags: field(wholeNumber(0, 255)),
    tag: field(text(is.oneOf("issue", "issuewild", "iodef"))),
  },
  required: ["domain", "type", "name", "value"],
  autoname: { property: "name", maxLength: 255 },
  computed: ["fqdn", "ttl"],
  dependent: { name: ["fqdn"] },

  failures: (inputs) =>
    (NEEDED[inputs.type] ?? [])
      .filter((name) => inputs[name] === undefined)
      .map((property) => ({ property, reason: `is required for a record of type ${inputs.type}` })),

  async create(inputs, api, { signal }) {
    const path = `/v2/domains/${inputs.domain}/records`;
    const made = await api.call<{ domain_record: ApiRecord }>("POST", path, {
      ...{ body: requestOf(inputs), signal },
    });
    const { domain_record } = made;
    return { id: String(domain_record.id), state: recordState(domain_record, inputs) };
  },

  async update(inputs, api, { id, signal }) {
    const path = `/v2/domains/${inputs.domain}/records/${id}`;
    const changed = await api.call<{ domain_record: ApiRecord }>("PUT", path, {
      ...{ body: requestOf(inputs), signal },
    });
    return { id, state: recordState(changed.domain_record, inputs) };
  },

  async read(given, api, { signal, oldInputs }) {
    // An import is `DOMAIN,ID`.
    const [imported, own = given] = given.includes(",") ? given.split(",") : [];
    const name = imported ?? (oldInputs?.["domain"] as string);
    const path = `/v2/domains/${name}/records/${own}`;
    const found = await api.find<{ domain_record: ApiRecord }>(path, { signal });
    if (found === undefined) return undefined;
    const inputs = recordInputs(found.domain_record, name, oldInputs);
    return { id: own, state: recordState(found.domain_record, inputs), inputs: { ...inputs } };
  },

  delete: (id, api, { signal, oldState }) =>
    api.remove(`/v2/domains/${String(oldState["domain"])}/records/${id}`, { signal }),
});

function shortName(name: string, domain: unknown): string {
  const bare = name.replace(/\.$/, "");
  if (bare === domain) return "@";
  return bare.endsWith(`.${String(domain)}`) ? bare.slice(0, -String(domain).length - 1) : bare;
}

const hasDot = (type: string) => ["CNAME", "MX", "NS", "SRV"].includes(type);

function requestOf(inputs: Inputs): object {
  const { type, name, value, port, priority, weight, ttl, flags, tag, domain } = inputs;
  const isName = hasDot(type) && value !== "@" && !value.endsWith(".");
  return {
    ...{ type, port, priority, weight, ttl, flags, tag },
    name: name === undefined ? undefined : shortName(name, domain),
    data: isName ? `${value}.` : value,
  };
}

function recordState(record: ApiRecord, inputs: Inputs): Props {
  const { name, type, data, ttl, port, priority, weight, flags, tag } = record;
  const { domain } = inputs;
  const state = {
    ...{ domain, name, type, ttl, port, priority, weight, flags, tag },
    value: hasDot(type) ? data.replace(/\.$/, "") : data,
    fqdn: name === "@" ? domain : `${name}.${domain}`,
  };
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== null));
}

function recordInputs(record: ApiRecord, domain: string, before: Props | undefined): Inputs {
  const live = recordState(record, { domain } as Inputs);
  const { fqdn: _, ...all } = live;
  if (before === undefined) return all as unknown as Inputs;
  const entries = Object.entries(all).filter(([name]) => before[name] !== undefined);
  const kept = entries.map(([name, value]) => {
    const compare = name === "name" ? recordName : name === "value" ? dotted : scalar();
    const same =
      compare.differences(name, before[name], value, { before, after: live }).length === 0;
    return [name, same ? before[name] : value];
  });
  const inputs: Props = Object.fromEntries(kept) as Props;
  return inputs as unknown as Inputs;
}
