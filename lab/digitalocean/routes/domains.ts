import { z } from "zod";

import { domainObject, PLAIN_RECORD, type RecordFacts } from "../domains";
import { created, NO_CONTENT, ok } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type Routes } from "../http/routes";
import type { World } from "../world";

const create = z.object({
  name: z.string().regex(/^([a-z0-9_-]+\.)+[a-z]{2,}$/i, "is no domain name"),
  ip_address: z.ipv4().nullish(),
});
const number = z.int().min(0).nullish();
const record = z.object({
  type: z.enum(["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT"]),
  name: z.string().nullish(),
  data: z.string(),
  priority: number,
  port: number,
  ttl: z.int().min(30).nullish(),
  weight: number,
  flags: number,
  tag: z.string().nullish(),
});

export function domainRoutes({ domains }: World): Routes {
  const change =
    (partial: boolean): Routes[string] =>
    (call) => {
      const domain = domains.get(call.params["name"]!);
      const found = domains.record(domain, call.params["id"]!);
      const wanted = partial ? bodyOf(record.partial(), call) : bodyOf(record, call);
      Object.assign(found, given(wanted));
      return ok({ domain_record: found });
    };
  return {
    "GET /v2/domains": (call) => listed(call, "domains", domains.all().map(domainObject)),
    "POST /v2/domains": (call) => {
      const { name, ip_address } = bodyOf(create, call);
      const domain = domains.add(name, ip_address ?? undefined);
      // The zone is written later.
      return created({ domain: { name: domain.name, ttl: null, zone_file: null } });
    },
    "GET /v2/domains/:name": ({ params }) =>
      ok({ domain: domainObject(domains.get(params["name"]!)) }),
    "DELETE /v2/domains/:name": ({ params }) => {
      domains.delete(domains.get(params["name"]!));
      return NO_CONTENT;
    },
    "GET /v2/domains/:name/records": (call) => {
      const all = [...domains.get(call.params["name"]!).records.values()];
      const [type, name] = [call.query.get("type"), call.query.get("name")];
      const domain = call.params["name"]!;
      const full = (each: string) => (each === "@" ? domain : `${each}.${domain}`);
      const found = all.filter(
        (each) =>
          (type ?? each.type) === each.type && (name ?? full(each.name)) === full(each.name),
      );
      return listed(call, "domain_records", found);
    },
    "POST /v2/domains/:name/records": (call) => {
      const domain = domains.get(call.params["name"]!);
      const { type, data, ...rest } = bodyOf(record, call);
      const facts: RecordFacts = { ...PLAIN_RECORD, name: "@", ...given(rest), type, data };
      return created({ domain_record: domains.addRecord(domain, facts) });
    },
    "GET /v2/domains/:name/records/:id": ({ params }) =>
      ok({ domain_record: domains.record(domains.get(params["name"]!), params["id"]!) }),
    "PUT /v2/domains/:name/records/:id": change(false),
    "PATCH /v2/domains/:name/records/:id": change(true),
    "DELETE /v2/domains/:name/records/:id": ({ params }) => {
      const domain = domains.get(params["name"]!);
      domain.records.delete(domains.record(domain, params["id"]!).id);
      return NO_CONTENT;
    },
  };
}

/** What somebody wrote, without what was left out. */
function given<T extends object>(wanted: T): { [K in keyof T]: NonNullable<T[K]> } {
  const entries = Object.entries(wanted).filter(([, value]) => value != null);
  return Object.fromEntries(entries) as { [K in keyof T]: NonNullable<T[K]> };
}
