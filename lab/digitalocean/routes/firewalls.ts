import { z } from "zod";

import { accepted, NO_CONTENT, ok, unprocessable } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type ApiCall, type Routes } from "../http/routes";
import { firewallObject, type Firewall, type FirewallSpec } from "../network/firewalls";
import { parseRange } from "../network/ranges";
import type { World } from "../world";

/** Not an address with bits behind its prefix, either. */
const address = z
  .string()
  .refine(
    (text) =>
      text.includes(":") || parseRange(text.includes("/") ? text : `${text}/32`) !== undefined,
    "is not an address or a range of addresses",
  );
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? undefined);
const peers = z.object({
  addresses: list(address),
  droplet_ids: list(z.int()),
  load_balancer_uids: list(z.string()),
  kubernetes_ids: list(z.string()),
  tags: list(z.string()),
});
const rule = {
  protocol: z.enum(["tcp", "udp", "icmp"]),
  ports: z
    .string()
    .regex(/^(all|\d{1,5}(-\d{1,5})?|)$/, "expected a port, a range such as 8000-9000, or all")
    .default("0")
    .transform((ports) => (ports === "all" || ports === "" ? "0" : ports)),
};
const inbound = z.array(z.object({ ...rule, sources: peers })).nullish();
const outbound = z.array(z.object({ ...rule, destinations: peers })).nullish();
const create = z.object({
  name: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9.-]+$/, "is no name for a firewall"),
  inbound_rules: inbound,
  outbound_rules: outbound,
  droplet_ids: z.array(z.int()).nullish(),
  tags: z.array(z.string()).nullish(),
});
const rules = z.object({ inbound_rules: inbound, outbound_rules: outbound });
const someDroplets = z.object({ droplet_ids: z.array(z.int()).min(1) });
const someTags = z.object({ tags: z.array(z.string()).min(1) });

export function firewallRoutes(world: World): Routes {
  const { firewalls } = world;
  const object = (firewall: Firewall) =>
    firewallObject(
      firewall,
      world.droplets
        .all()
        .filter((each) => firewalls.of(each).includes(firewall) && world.network.isPending(each)),
    );
  /** Changes one, and then what goes through. */
  const change =
    (work: (firewall: Firewall, call: ApiCall) => void): Routes[string] =>
    (call) => {
      work(firewalls.get(call.params["id"]!), call);
      void world.changed();
      return NO_CONTENT;
    };
  return {
    "GET /v2/firewalls": (call) => listed(call, "firewalls", firewalls.all().map(object)),
    "POST /v2/firewalls": (call) => {
      const spec = specOf(world, call);
      if (firewalls.all().some(({ name }) => name === spec.name))
        throw unprocessable("duplicate name");
      const firewall = firewalls.add(spec);
      void world.changed();
      return accepted({ firewall: object(firewall) });
    },
    "GET /v2/firewalls/:id": ({ params }) => ok({ firewall: object(firewalls.get(params["id"]!)) }),
    "PUT /v2/firewalls/:id": (call) => {
      const firewall = Object.assign(firewalls.get(call.params["id"]!), specOf(world, call));
      void world.changed();
      return ok({ firewall: object(firewall) });
    },
    "DELETE /v2/firewalls/:id": change((firewall) => firewalls.delete(firewall)),
    "POST /v2/firewalls/:id/droplets": change((firewall, call) => {
      const { droplet_ids } = bodyOf(someDroplets, call);
      mustExist(world, droplet_ids);
      firewall.dropletIds = [...new Set([...firewall.dropletIds, ...droplet_ids])];
    }),
    "DELETE /v2/firewalls/:id/droplets": change((firewall, call) => {
      const { droplet_ids } = bodyOf(someDroplets, call);
      firewall.dropletIds = firewall.dropletIds.filter((id) => !droplet_ids.includes(id));
    }),
    "POST /v2/firewalls/:id/tags": change((firewall, call) => {
      const own = bodyOf(someTags, call).tags.map((tag) => world.tags.ensure(tag));
      firewall.tags = [...new Set([...firewall.tags, ...own])];
    }),
    "DELETE /v2/firewalls/:id/tags": change((firewall, call) => {
      const { tags } = bodyOf(someTags, call);
      firewall.tags = firewall.tags.filter((tag) => !tags.includes(tag));
    }),
    "POST /v2/firewalls/:id/rules": change((firewall, call) => {
      const more = bodyOf(rules, call);
      firewall.inbound = [...firewall.inbound, ...(more.inbound_rules ?? [])];
      firewall.outbound = [...firewall.outbound, ...(more.outbound_rules ?? [])];
    }),
    "DELETE /v2/firewalls/:id/rules": change((firewall, call) => {
      const gone = bodyOf(rules, call);
      const without = <T>(all: T[], some: readonly T[] | null | undefined) =>
        all.filter((one) => !(some ?? []).some((each) => same(each, one)));
      firewall.inbound = without(firewall.inbound, gone.inbound_rules);
      firewall.outbound = without(firewall.outbound, gone.outbound_rules);
    }),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function specOf(world: World, call: ApiCall): FirewallSpec {
  const wanted = bodyOf(create, call);
  const { inbound_rules, outbound_rules, droplet_ids, tags } = wanted;
  if (!inbound_rules?.length && !outbound_rules?.length)
    throw unprocessable("must have at least one rule");
  mustExist(world, droplet_ids ?? []);
  return {
    name: wanted.name,
    inbound: inbound_rules ?? [],
    outbound: outbound_rules ?? [],
    dropletIds: droplet_ids ?? [],
    tags: (tags ?? []).map((tag) => world.tags.ensure(tag)),
  };
}

function mustExist(world: World, ids: readonly number[]): void {
  for (const id of ids)
    if (world.droplets.find(id) === undefined)
      throw unprocessable(`droplet_ids: there is no droplet ${id}`);
}
