import { randomUUID } from "node:crypto";

import { now } from "../actions";
import type { Droplet } from "../droplet/droplet";
import { notFound } from "../http/answer";
import type { World } from "../world";
import type { OpenTraffic, Traffic } from "./packet-rules";

/** Who is at the other end. */
export interface Peers {
  addresses?: string[];
  droplet_ids?: number[];
  load_balancer_uids?: string[];
  kubernetes_ids?: string[];
  tags?: string[];
}

interface Rule {
  protocol: OpenTraffic["protocol"];
  ports: string;
}
export type InboundRule = Rule & { sources: Peers };
export type OutboundRule = Rule & { destinations: Peers };

export interface FirewallSpec {
  name: string;
  inbound: InboundRule[];
  outbound: OutboundRule[];
  dropletIds: number[];
  tags: string[];
}

export interface Firewall extends FirewallSpec {
  readonly id: string;
  readonly createdAt: string;
}

/** The account's firewalls. */
export class Firewalls {
  private readonly firewalls = new Map<string, Firewall>();

  constructor(private readonly world: World) {}

  all(): Firewall[] {
    return [...this.firewalls.values()];
  }

  get(id: string): Firewall {
    const firewall = this.firewalls.get(id);
    if (firewall === undefined) throw notFound();
    return firewall;
  }

  add(spec: FirewallSpec): Firewall {
    const firewall = { ...spec, id: randomUUID(), createdAt: now() };
    this.firewalls.set(firewall.id, firewall);
    return firewall;
  }

  delete({ id }: Firewall): void {
    this.firewalls.delete(id);
  }

  of({ id, tags }: Droplet): Firewall[] {
    return this.all().filter(
      (each) => each.dropletIds.includes(id) || each.tags.some((tag) => tags.has(tag)),
    );
  }

  /** What all firewalls on a droplet let through together. */
  trafficOf(droplet: Droplet): Traffic {
    const own = this.of(droplet);
    if (own.length === 0) return undefined;
    const open = ({ protocol, ports }: Rule, peers: Peers) => ({
      ...{ protocol, ports },
      peers: this.addressesOf(peers),
    });
    return {
      inbound: own.flatMap(({ inbound }) => inbound.map((rule) => open(rule, rule.sources))),
      outbound: own.flatMap(({ outbound }) =>
        outbound.map((rule) => open(rule, rule.destinations)),
      ),
    };
  }

  private addressesOf(peers: Peers): string[] {
    const { droplets, loadBalancers } = this.world;
    const named = droplets
      .all()
      .filter(
        ({ id, tags }) =>
          peers.droplet_ids?.includes(id) || peers.tags?.some((tag) => tags.has(tag)),
      );
    const balancers = loadBalancers
      .all()
      .filter(({ id }) => peers.load_balancer_uids?.includes(id));
    return [
      // Droplets of the lab have no addresses of IPv6.
      ...(peers.addresses ?? []).filter((address) => !address.includes(":")),
      ...[...named, ...balancers].flatMap((each) => [each.publicAddress, each.privateAddress]),
    ];
  }
}

export function firewallObject(firewall: Firewall, pending: readonly Droplet[]): object {
  const { id, name, createdAt, dropletIds, tags, inbound, outbound } = firewall;
  return {
    ...{ id, name, tags },
    status: pending.length > 0 ? "waiting" : "succeeded",
    created_at: createdAt,
    pending_changes: pending.map((droplet) => ({
      droplet_id: droplet.id,
      removing: false,
      status: "waiting",
    })),
    droplet_ids: dropletIds,
    inbound_rules: inbound,
    outbound_rules: outbound,
  };
}
