import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { stableText, unorderedList } from "../../../plugins/docker/diff/comparison";
import { listOf, objectOf, text, wholeNumber } from "../../../plugins/runtime/check/rule";
import type { Props } from "../../../plugins/runtime/resource";
import { tagSet, textSet } from "./compare";
import { field, resourceOf } from "./kind";
import { tagName } from "./tag-name";

type Inputs = pulumi.Unwrap<digitalocean.FirewallArgs>;
type Inbound = NonNullable<Inputs["inboundRules"]>[number];
type Outbound = NonNullable<Inputs["outboundRules"]>[number];

interface ApiPeers {
  addresses?: string[];
  droplet_ids?: number[];
  load_balancer_uids?: string[];
  kubernetes_ids?: string[];
  tags?: string[];
}
interface ApiRule {
  protocol: string;
  ports: string;
  sources?: ApiPeers;
  destinations?: ApiPeers;
}
interface ApiFirewall {
  id: string;
  name: string;
  status: string;
  created_at: string;
  pending_changes: { droplet_id: number; removing: boolean; status: string }[];
  droplet_ids: number[] | null;
  tags: string[] | null;
  inbound_rules: ApiRule[];
  outbound_rules: ApiRule[];
}

const basics = {
  protocol: text(is.oneOf("tcp", "udp", "icmp")),
  portRange: text(is.nonEmpty),
  action: text(is.oneOf("allow")),
};
const ids = listOf(wholeNumber(1));
const texts = listOf(text(is.nonEmpty));

/** A rule in one form: the order of its lists doesn't count, nor does what means all ports. */
function canonicalRule(rule: unknown): unknown {
  if (rule === null || typeof rule !== "object") return rule;
  const entries = Object.entries(rule as Props)
    .filter(([name, value]) => name !== "action" && value !== undefined && value !== null)
    .filter(([name, value]) => !(name === "portRange" && (value === "all" || value === "0")))
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([name, value]) => [
      name,
      Array.isArray(value) ? [...(value as unknown[])].sort() : value,
    ]);
  return Object.fromEntries(entries) as Props;
}
const ruleSet = unorderedList(canonicalRule, (rule) => {
  const { protocol, portRange } = rule as Props;
  return stableText([protocol, portRange]);
});

export const firewall = resourceOf<Inputs>({
  what: "firewall",
  fields: {
    name: field(text(is.nonEmpty)),
    dropletIds: field(ids, textSet),
    tags: field(listOf(text(tagName)), tagSet),
    inboundRules: field(
      listOf(
        objectOf<Inbound>(
          {
            ...basics,
            sourceAddresses: texts,
            sourceDropletIds: ids,
            sourceKubernetesIds: texts,
            sourceLoadBalancerUids: texts,
            sourceTags: texts,
          },
          ["protocol"],
        ),
      ),
      ruleSet,
    ),
    outboundRules: field(
      listOf(
        objectOf<Outbound>(
          {
            ...basics,
            destinationAddresses: texts,
            destinationDropletIds: ids,
            destinationKubernetesIds: texts,
            destinationLoadBalancerUids: texts,
            destinationTags: texts,
          },
          ["protocol"],
        ),
      ),
      ruleSet,
    ),
  },
  required: ["name"],
  autoname: { property: "name", maxLength: 255 },
  computed: ["createdAt", "pendingChanges", "status"],

  failures: (inputs) =>
    (["inboundRules", "outboundRules"] as const).flatMap((list) =>
      (inputs[list] ?? []).flatMap((rule, index) =>
        rule.protocol !== "icmp" && rule.portRange === undefined
          ? [{ property: `${list}[${index}].portRange`, reason: "is required for tcp and udp" }]
          : [],
      ),
    ),

  async create(inputs, api, { signal }) {
    const body = requestOf(inputs);
    const made = await api.call<{ firewall: ApiFirewall }>("POST", "/v2/firewalls", {
      ...{ body, signal },
    });
    return { id: made.firewall.id, state: stateOf(made.firewall) };
  },

  async update(inputs, api, { id, signal }) {
    const body = requestOf(inputs);
    const changed = await api.call<{ firewall: ApiFirewall }>("PUT", `/v2/firewalls/${id}`, {
      ...{ body, signal },
    });
    return { id, state: stateOf(changed.firewall) };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await api.find<{ firewall: ApiFirewall }>(`/v2/firewalls/${id}`, { signal });
    if (found === undefined) return undefined;
    const state = stateOf(found.firewall);
    const { createdAt: _, pendingChanges: __, status: ___, ...inputs } = state;
    return { id, state, inputs: inWordsOf(oldInputs, inputs) };
  },

  delete: (id, api, { signal }) => api.remove(`/v2/firewalls/${id}`, { signal }),
});

/** As they were written where they mean the same. */
function inWordsOf(before: Props | undefined, live: Props): Props {
  const same = (name: string, one: unknown, other: unknown) => {
    const compare = name.endsWith("Rules") ? ruleSet : textSet;
    return compare.differences(name, one, other, { before: {}, after: {} }).length === 0;
  };
  const entries = Object.entries(live).map(([name, value]) =>
    Array.isArray(value) && same(name, before?.[name], value)
      ? [name, before?.[name]]
      : [name, value],
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Props;
}

function requestOf({
  name,
  dropletIds,
  tags,
  inboundRules = [],
  outboundRules = [],
}: Inputs): object {
  return {
    ...{ name, tags: tags ?? [], droplet_ids: dropletIds ?? [] },
    inbound_rules: inboundRules.map((rule) => ({
      ...{ protocol: rule.protocol, ports: rule.portRange ?? "0" },
      sources: {
        addresses: rule.sourceAddresses,
        droplet_ids: rule.sourceDropletIds,
        kubernetes_ids: rule.sourceKubernetesIds,
        load_balancer_uids: rule.sourceLoadBalancerUids,
        tags: rule.sourceTags,
      },
    })),
    outbound_rules: outboundRules.map((rule) => ({
      ...{ protocol: rule.protocol, ports: rule.portRange ?? "0" },
      destinations: {
        addresses: rule.destinationAddresses,
        droplet_ids: rule.destinationDropletIds,
        kubernetes_ids: rule.destinationKubernetesIds,
        load_balancer_uids: rule.destinationLoadBalancerUids,
        tags: rule.destinationTags,
      },
    })),
  };
}

function stateOf(firewall: ApiFirewall) {
  const { name, status, created_at, pending_changes, droplet_ids, tags } = firewall;
  return {
    ...{ name, status, createdAt: created_at },
    pendingChanges: pending_changes.map(({ droplet_id, removing, status }) => ({
      ...{ dropletId: droplet_id, removing, status },
    })),
    dropletIds: droplet_ids ?? [],
    tags: tags ?? [],
    inboundRules: firewall.inbound_rules.map((rule) => ruleState(rule, "source", rule.sources)),
    outboundRules: firewall.outbound_rules.map((rule) =>
      ruleState(rule, "destination", rule.destinations),
    ),
  };
}

function ruleState({ protocol, ports }: ApiRule, side: string, peers: ApiPeers = {}): Props {
  const portRange = ports === "0" ? (protocol === "icmp" ? undefined : "all") : ports;
  const state: Props = {
    protocol,
    portRange,
    [`${side}Addresses`]: peers.addresses,
    [`${side}DropletIds`]: peers.droplet_ids,
    [`${side}KubernetesIds`]: peers.kubernetes_ids,
    [`${side}LoadBalancerUids`]: peers.load_balancer_uids,
    [`${side}Tags`]: peers.tags,
  };
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
}
