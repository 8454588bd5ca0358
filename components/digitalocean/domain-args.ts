import type { DnsRecordArgs } from "@pulumi/digitalocean/dnsRecord";
import type * as pulumi from "@pulumi/pulumi";
import {
  domainMistake,
  nameMistake,
  recordMistakes,
  ttlMistake,
  TTL_SECONDS,
  type DnsRecordSpec,
} from "../../model/digitalocean/dns-records";
import { joinPath, type Mistake } from "../../model/mistakes";
import { knownNow } from "../mistakes";
import type { Transform } from "../transform";
import { DropletGroup } from "./droplet-group";

/** What has one address, such as a `LoadBalancer` and a `ReservedIp`. */
export interface HasAddress {
  readonly address: pulumi.Output<string>;
}

/** Where an A record leads: to an address, or to each droplet of a group. */
export type AddressSource = HasAddress | DropletGroup | pulumi.Input<string>;

/**
 * The records of one name. How many there are of each is plain; where they lead may be an output. A host is a full name, such as
 * `mail.example.org`, or one word, which is a name in the domain, or `@`.
 */
export interface DnsName {
  /** IPv4 addresses. In place; a droplet more or less in a group makes or deletes its record. */
  a?: AddressSource | readonly AddressSource[];
  /** IPv6 addresses. In place. */
  aaaa?: readonly pulumi.Input<string>[];
  /** Another name that it stands for; alone of its name, and not at `@`. In place; in the place of `a`, replaces. */
  cname?: pulumi.Input<string>;
  /** Who takes its mail: the lower the priority (0 to 65535), the sooner. In place. */
  mx?: readonly { host: pulumi.Input<string>; priority: number }[];
  /** In place. */
  txt?: readonly pulumi.Input<string>[];
  /** Of a name such as `_sip._tcp`; numbers from 0 to 65535. In place. */
  srv?: readonly {
    host: pulumi.Input<string>;
    port: number;
    priority: number;
    weight: number;
  }[];
  /**
   * Who may issue certificates for it: `issue`, `issuewild` for those with a wildcard, or `iodef` for an address that is told of
   * refusals. `critical` defaults to false. In place.
   */
  caa?: readonly {
    tag: "issue" | "issuewild" | "iodef";
    value: pulumi.Input<string>;
    critical?: boolean;
  }[];
  /** Servers of names that are given away. In place. */
  ns?: readonly pulumi.Input<string>[];
  /** Seconds for which others may keep them, 30 or more. Defaults to 1800. In place. */
  ttlSeconds?: number;
}

export interface DomainArgs {
  /** Such as `shop.example.com`, in small letters. A plain value. Replaces it with all its records. */
  domain: string;
  /**
   * The account has it already, by hand or from another stack: only records are made. Defaults to false: it is made, and goes with
   * all records in it, also those of others; `protect` keeps it.
   */
  existing?: boolean;
  /** By name in the domain: `www`, `*.shop`, or `@` for itself. Plain keys. Defaults to none. A name more or less makes or deletes. */
  records?: Readonly<Record<string, DnsName>>;
  /** The last word on the children. */
  transforms?: { record?: Transform<DnsRecordArgs> };
}

/** One record, and what its resource is called after the domain's name. */
export interface NamedRecord extends DnsRecordSpec<pulumi.Input<string>> {
  child: string;
}

/** Each record by itself. */
export function recordsOf({ records = {} }: DomainArgs): NamedRecord[] {
  return Object.entries(records).flatMap(([name, spec]) => {
    const path = joinPath("records", name);
    const ttlSeconds = spec.ttlSeconds ?? TTL_SECONDS;
    // No name in the DNS has a slash.
    const child = (role: string) => (role === "" ? name : `${name}/${role}`);
    const each = <T>(
      key: keyof DnsName,
      items: readonly T[] | undefined,
      more: (item: T) => Pick<NamedRecord, "type" | "value"> & Partial<NamedRecord>,
    ) =>
      (items ?? []).map((item, index) => ({
        ...{ path: joinPath(joinPath(path, key), index), name, ttlSeconds },
        child: child(`${key}-${index + 1}`),
        ...more(item),
      }));
    return [
      ...addressRecords(spec.a).map(({ role, at, value }) => ({
        ...{ path: `${path}.a${at}`, name, ttlSeconds, child: child(role), value },
        type: "A" as const,
      })),
      ...(spec.cname === undefined
        ? []
        : [
            {
              ...{ path: `${path}.cname`, name, ttlSeconds, child: child(""), value: spec.cname },
              type: "CNAME" as const,
            },
          ]),
      ...each("aaaa", spec.aaaa, (value) => ({ type: "AAAA", value })),
      ...each("mx", spec.mx, ({ host, priority }) => ({ type: "MX", value: host, priority })),
      ...each("txt", spec.txt, (value) => ({ type: "TXT", value })),
      ...each("srv", spec.srv, ({ host, ...numbers }) => ({
        type: "SRV",
        value: host,
        ...numbers,
      })),
      ...each("caa", spec.caa, ({ tag, value, critical }) => ({
        ...{ type: "CAA", tag, value, flags: critical === true ? 128 : 0 },
      })),
      ...each("ns", spec.ns, (value) => ({ type: "NS", value })),
    ];
  });
}

interface AddressRecord {
  role: string;
  at: string;
  value: pulumi.Input<string>;
}

/** The first has the child's name that a CNAME would have: one takes the other's place. */
function addressRecords(a: DnsName["a"]): AddressRecord[] {
  if (a === undefined) return [];
  const isList = Array.isArray(a);
  const sources = (isList ? a : [a]) as readonly AddressSource[];
  return sources.flatMap((source, index): AddressRecord[] => {
    const at = isList ? `[${index}]` : "";
    if (source instanceof DropletGroup)
      return source.hosts.map(({ name }, i) => ({
        ...{ role: `a-${name}`, at },
        value: source.nodes.droplets[i]!.ipv4Address,
      }));
    const value = hasAddress(source) ? source.address : source;
    return [{ role: index === 0 ? "" : `a-${index + 1}`, at, value }];
  });
}

function hasAddress(source: AddressSource): source is HasAddress {
  return typeof source === "object" && !(source instanceof Promise) && "address" in source;
}

/** All mistakes that can be seen now. */
export function domainMistakes(args: DomainArgs, records: readonly NamedRecord[]): Mistake[] {
  const problem = domainMistake(args.domain);
  const mistakes: Mistake[] = problem === undefined ? [] : [{ path: "domain", problem }];
  for (const [name, { a, ttlSeconds = TTL_SECONDS }] of Object.entries(args.records ?? {})) {
    const path = joinPath("records", name);
    const wrong = nameMistake(name, args.domain);
    if (wrong !== undefined) mistakes.push({ path, problem: wrong });
    const wrongTtl = ttlMistake(ttlSeconds);
    if (wrongTtl !== undefined)
      mistakes.push({ path: joinPath(path, "ttlSeconds"), problem: wrongTtl });
    const own = records.filter((each) => each.name === name);
    // A group may have no droplets.
    if (own.length === 0 && a === undefined)
      mistakes.push({ path, problem: "expected at least one record, got none" });
    mistakes.push(
      ...recordMistakes(own.map((record) => ({ ...record, value: knownNow(record.value) }))),
    );
  }
  return mistakes;
}
