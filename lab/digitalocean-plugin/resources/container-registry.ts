import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { flag, text, wholeNumber } from "../../../plugins/runtime/check/rule";
import type { ApiClient } from "../api/api-client";
import { slug } from "./compare";
import { field, fixed, resourceOf } from "./kind";

interface ApiRegistry {
  name: string;
  region: string;
  created_at: string;
  storage_usage_bytes: number;
  subscription: { tier: { slug: string } };
}

const SERVER = "registry.digitalocean.com";

export const containerRegistry = resourceOf<pulumi.Unwrap<digitalocean.ContainerRegistryArgs>>({
  what: "container registry",
  fields: {
    name: fixed(text(is.nonEmpty)),
    subscriptionTierSlug: field(text(is.oneOf("starter", "basic", "professional"))),
    region: fixed(text(is.nonEmpty), slug),
  },
  required: ["name", "subscriptionTierSlug"],
  autoname: { property: "name", maxLength: 63 },
  computed: ["createdAt", "endpoint", "region", "serverUrl", "storageUsageBytes"],

  async create({ name, region, subscriptionTierSlug }, api, { signal }) {
    const body = { name, region, subscription_tier_slug: subscriptionTierSlug };
    const made = await api.call<{ registry: ApiRegistry }>("POST", "/v2/registry", {
      ...{ body, signal },
    });
    return { id: made.registry.name, state: stateOf(made.registry) };
  },

  async update({ subscriptionTierSlug: tier_slug }, api, { id, signal }) {
    await api.call("POST", "/v2/registry/subscription", { body: { tier_slug }, signal });
    const path = `/v2/registries/${id}`;
    const live = await api.call<{ registry: ApiRegistry }>("GET", path, { signal });
    return { id, state: stateOf(live.registry) };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await api.find<{ registry: ApiRegistry }>(`/v2/registries/${id}`, { signal });
    if (found === undefined) return undefined;
    const state = stateOf(found.registry);
    const { name, region, subscriptionTierSlug } = state;
    const isGiven = oldInputs === undefined || oldInputs["region"] !== undefined;
    return { id, state, inputs: { name, subscriptionTierSlug, ...(isGiven && { region }) } };
  },

  delete: (id, api, { signal }) => api.remove(`/v2/registries/${id}`, { signal }),
});

function stateOf({ name, region, created_at, storage_usage_bytes, subscription }: ApiRegistry) {
  return {
    ...{ name, region, createdAt: created_at, storageUsageBytes: storage_usage_bytes },
    ...{ endpoint: `${SERVER}/${name}`, serverUrl: SERVER },
    subscriptionTierSlug: subscription.tier.slug,
  };
}

type Credentials = pulumi.Unwrap<digitalocean.ContainerRegistryDockerCredentialsArgs>;

/** About 50 years, as the official provider has it. */
const EXPIRY_SECONDS = 1_576_800_000;

export const containerRegistryDockerCredentials = resourceOf<Credentials>({
  what: "registry's credentials",
  fields: {
    registryName: fixed(text(is.nonEmpty)),
    write: field(flag()),
    expirySeconds: field(wholeNumber(0, EXPIRY_SECONDS)),
  },
  required: ["registryName"],
  defaults: { write: false, expirySeconds: EXPIRY_SECONDS },
  computed: ["credentialExpirationTime", "dockerCredentials"],
  dependent: {
    write: ["dockerCredentials", "credentialExpirationTime"],
    expirySeconds: ["dockerCredentials", "credentialExpirationTime"],
  },
  secretOutputs: ["dockerCredentials"],

  create: async (inputs, api, { signal }) => ({
    id: inputs.registryName,
    state: await credentials(inputs, api, signal),
  }),
  update: async (inputs, api, { id, signal }) => ({
    ...{ id, state: await credentials(inputs, api, signal) },
  }),

  async read(id, api, { signal, oldInputs, oldState }) {
    const found = await api.find(`/v2/registries/${id}`, { signal });
    if (found === undefined) return undefined;
    const inputs = (oldInputs ?? { registryName: id }) as unknown as Credentials;
    const state = oldState ?? (await credentials(inputs, api, signal));
    return { id, state, inputs: { ...inputs } };
  },

  // They end by themselves.
  delete: async () => undefined,
});

async function credentials(inputs: Credentials, api: ApiClient, signal: AbortSignal) {
  const { registryName, write = false, expirySeconds = EXPIRY_SECONDS } = inputs;
  const query = `read_write=${write}&expiry_seconds=${expirySeconds}`;
  const path = `/v2/registries/${registryName}/docker-credentials?${query}`;
  const config = await api.call<object>("GET", path, { signal });
  return {
    ...{ registryName, write, expirySeconds },
    dockerCredentials: JSON.stringify(config),
    credentialExpirationTime: new Date(Date.now() + expirySeconds * 1000).toISOString(),
  };
}
