import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { text } from "../../../plugins/runtime/check/rule";
import { ApiFailure } from "../api/api-failure";
import { waitFor } from "../api/wait-for";
import { field, fixed, resourceOf } from "./kind";

export interface ApiVpc {
  id: string;
  urn: string;
  name: string;
  description: string;
  region: string;
  ip_range: string;
  created_at: string;
  default: boolean;
}

export const vpc = resourceOf<pulumi.Unwrap<digitalocean.VpcArgs>>({
  what: "VPC",
  fields: {
    name: field(text(is.nonEmpty)),
    description: field(text()),
    region: fixed(text(is.nonEmpty)),
    ipRange: fixed(text(is.subnet)),
  },
  required: ["name", "region"],
  autoname: { property: "name", maxLength: 255 },
  computed: ["createdAt", "default", "ipRange", "vpcUrn"],

  async create(inputs, api, { signal }) {
    const { name, region, description, ipRange: ip_range } = inputs;
    const body = { name, region, description, ip_range };
    const made = await api.call<{ vpc: ApiVpc }>("POST", "/v2/vpcs", { body, signal });
    return { id: made.vpc.id, state: stateOf(made.vpc) };
  },

  async update({ name, description = "" }, api, { id, signal }) {
    const body = { name, description };
    const changed = await api.call<{ vpc: ApiVpc }>("PATCH", `/v2/vpcs/${id}`, { body, signal });
    return { id, state: stateOf(changed.vpc) };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await api.find<{ vpc: ApiVpc }>(`/v2/vpcs/${id}`, { signal });
    if (found === undefined) return undefined;
    const state = stateOf(found.vpc);
    const { name, region, description, ipRange } = state;
    const isGiven = oldInputs === undefined || oldInputs["ipRange"] !== undefined;
    return {
      ...{ id, state },
      inputs: {
        name,
        region,
        ...(description !== "" && { description }),
        ...(isGiven && { ipRange }),
      },
    };
  },

  /** What was in it may take a moment to be gone. */
  async delete(id, api, { signal }) {
    const until = Date.now() + 120_000;
    await waitFor(async () => {
      try {
        await api.remove(`/v2/vpcs/${id}`, { signal });
        return true;
      } catch (error) {
        const mayEnd = error instanceof ApiFailure && [403, 409].includes(error.status);
        if (!mayEnd || Date.now() > until) throw error;
        return undefined;
      }
    }, signal);
  },
});

function stateOf(vpc: ApiVpc) {
  const { name, description, region, ip_range, created_at, urn } = vpc;
  return {
    ...{ name, description, region },
    ...{ ipRange: ip_range, createdAt: created_at, default: vpc.default, vpcUrn: urn },
  };
}
