import { conflict, notFound, unprocessable } from "./http/answer";

export interface RecordFacts {
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

export interface DomainRecord extends RecordFacts {
  readonly id: number;
}

export interface Domain {
  readonly name: string;
  readonly ttl: number;
  readonly records: Map<number, DomainRecord>;
}

const TTL_SECONDS = 1800;
const FIRST_ID = 1_700_000_001;

export const PLAIN_RECORD = {
  ...{ priority: null, port: null, ttl: TTL_SECONDS, weight: null, flags: null, tag: null },
};

/** The account's domains. Nobody is asked for them: they are only kept. */
export class Domains {
  private readonly domains = new Map<string, Domain>();
  private nextId = FIRST_ID;

  all(): Domain[] {
    return [...this.domains.values()];
  }

  get(name: string): Domain {
    const domain = this.domains.get(name);
    if (domain === undefined) throw notFound();
    return domain;
  }

  add(name: string, address?: string): Domain {
    if (this.domains.has(name)) throw conflict("domain name already exists");
    const domain = { name, ttl: TTL_SECONDS, records: new Map<number, DomainRecord>() };
    this.domains.set(name, domain);
    const data = String(TTL_SECONDS);
    this.put(domain, { ...PLAIN_RECORD, type: "SOA", name: "@", data });
    for (const server of ["ns1", "ns2", "ns3"])
      this.put(domain, {
        ...PLAIN_RECORD,
        type: "NS",
        name: "@",
        data: `${server}.digitalocean.com`,
      });
    if (address !== undefined)
      this.put(domain, { ...PLAIN_RECORD, type: "A", name: "@", data: address });
    return domain;
  }

  delete({ name }: Domain): void {
    this.domains.delete(name);
  }

  addRecord(domain: Domain, facts: RecordFacts): DomainRecord {
    checkRecord(domain, facts);
    return this.put(domain, facts);
  }

  record(domain: Domain, id: string): DomainRecord {
    const found = domain.records.get(Number(id));
    if (found === undefined) throw notFound();
    return found;
  }

  private put(domain: Domain, facts: RecordFacts): DomainRecord {
    const made = { id: this.nextId++, ...facts };
    domain.records.set(made.id, made);
    return made;
  }
}

export function checkRecord(domain: Domain, { type, name, data }: RecordFacts): void {
  if (type === "A" && !/^\d{1,3}(\.\d{1,3}){3}$/.test(data))
    throw unprocessable("IP address did not match IPv4 format (e.g. 127.0.0.1).");
  if (["CNAME", "MX", "SRV", "NS"].includes(type) && !data.endsWith(".") && data !== "@")
    throw unprocessable("Data needs to end with a dot (.)");
  const others = [...domain.records.values()].filter((each) => each.name === name);
  if (type === "CNAME" && others.some((each) => each.type === "A" || each.type === "CNAME"))
    throw unprocessable("CNAME records cannot share a name with other records");
}

export function domainObject({ name, ttl, records }: Domain): object {
  const lines = [...records.values()].map(
    (each) =>
      `${each.name === "@" ? `${name}.` : `${each.name}.${name}.`} IN ${each.ttl} ${each.type} ${each.data}`,
  );
  return { name, ttl, zone_file: [`$ORIGIN ${name}.`, `$TTL ${ttl}`, ...lines, ""].join("\n") };
}
