import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { refused, text, wholeNumber } from "../../../plugins/runtime/check/rule";
import type { Call } from "../../../plugins/runtime/resource";
import type { ApiClient } from "../api/api-client";
import { awaitAction, type Action } from "../api/await-action";
import { slug } from "./compare";
import { field, fixed, resourceOf } from "./kind";

export interface ApiReservedIp {
  ip: string;
  region: { slug: string };
  droplet: { id: number } | null;
}

type Inputs = pulumi.Unwrap<digitalocean.ReservedIpArgs>;
type Assignment = pulumi.Unwrap<digitalocean.ReservedIpAssignmentArgs>;

export const reservedIp = resourceOf<Inputs>({
  what: "reserved IP",
  fields: {
    region: fixed(text(is.nonEmpty), slug),
    dropletId: field(wholeNumber(1)),
    ipAddress: fixed(refused("DigitalOcean chooses it")),
  },
  required: ["region"],
  computed: ["ipAddress", "reservedIpUrn"],

  async create({ region, dropletId }, api, call) {
    const { signal } = call;
    const body = { region };
    const made = await api.call<{ reserved_ip: ApiReservedIp }>("POST", "/v2/reserved_ips", {
      ...{ body, signal },
    });
    const { ip } = made.reserved_ip;
    if (dropletId !== undefined) await assign(api, ip, dropletId, call);
    return { id: ip, state: stateOf(await get(api, ip, signal)) };
  },

  async update({ dropletId }, api, call) {
    const { id, signal } = call;
    await assign(api, id, dropletId, call);
    return { id, state: stateOf(await get(api, id, signal)) };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await api.find<{ reserved_ip: ApiReservedIp }>(`/v2/reserved_ips/${id}`, {
      signal,
    });
    if (found === undefined) return undefined;
    const state = stateOf(found.reserved_ip);
    const { region, dropletId } = state;
    // A ReservedIpAssignment may have given it to one.
    const isOwn = oldInputs === undefined || oldInputs["dropletId"] !== undefined;
    return {
      ...{ id, state },
      inputs: { region, ...(isOwn && dropletId !== undefined && { dropletId }) },
    };
  },

  async delete(id, api, call) {
    await api.remove(`/v2/reserved_ips/${id}`, call);
  },
});

/** Which droplet an address leads to, apart from the address itself. */
export const reservedIpAssignment = resourceOf<Assignment>({
  what: "assignment of a reserved IP",
  fields: { ipAddress: fixed(text(is.ipv4Address)), dropletId: fixed(wholeNumber(1)) },
  required: ["ipAddress", "dropletId"],
  computed: [],

  async create({ ipAddress, dropletId }, api, call) {
    await assign(api, ipAddress, dropletId, call);
    return { id: `${dropletId}-${ipAddress}-${Date.now()}`, state: { ipAddress, dropletId } };
  },

  async read(id, api, { signal, oldState }) {
    const { ipAddress, dropletId } = (oldState ?? partsOf(id)) as unknown as Assignment;
    const path = `/v2/reserved_ips/${ipAddress}`;
    const found = await api.find<{ reserved_ip: ApiReservedIp }>(path, { signal });
    if (found?.reserved_ip.droplet?.id !== dropletId) return undefined;
    return { id, state: { ipAddress, dropletId }, inputs: { ipAddress, dropletId } };
  },

  /** It may lead to another one by now. */
  async delete(_, api, call) {
    const { ipAddress, dropletId } = call.oldState as unknown as Assignment;
    const path = `/v2/reserved_ips/${ipAddress}`;
    const found = await api.find<{ reserved_ip: ApiReservedIp }>(path, call);
    if (found?.reserved_ip.droplet?.id === dropletId) await assign(api, ipAddress, undefined, call);
  },
});

async function get(api: ApiClient, ip: string, signal: AbortSignal): Promise<ApiReservedIp> {
  const path = `/v2/reserved_ips/${ip}`;
  return (await api.call<{ reserved_ip: ApiReservedIp }>("GET", path, { signal })).reserved_ip;
}

async function assign(
  api: ApiClient,
  ip: string,
  dropletId: number | undefined,
  call: Call,
): Promise<void> {
  const { signal } = call;
  const before = (await get(api, ip, signal)).droplet?.id;
  if (before === dropletId) return;
  const body =
    dropletId === undefined ? { type: "unassign" } : { type: "assign", droplet_id: dropletId };
  const path = `/v2/reserved_ips/${ip}/actions`;
  const { action } = await api.call<{ action: Action }>("POST", path, { body, signal });
  await awaitAction(api, action, `the reserved IP ${ip}`, call);
}

function stateOf({ ip, region, droplet }: ApiReservedIp) {
  return {
    ...{ ipAddress: ip, region: region.slug, reservedIpUrn: `do:reservedip:${ip}` },
    ...(droplet !== null && { dropletId: droplet.id }),
  };
}

function partsOf(id: string): { dropletId: number; ipAddress: string } {
  const [droplet = "", ipAddress = ""] = id.split(/[-,]/);
  return { dropletId: Number(droplet), ipAddress };
}
