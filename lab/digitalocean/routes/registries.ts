import { z } from "zod";

import { created, NO_CONTENT, ok } from "../http/answer";
import { bodyOf, type ApiCall, type Routes } from "../http/routes";
import {
  registryObject,
  subscriptionObject,
  TIER_SLUGS,
  type Registry,
  type Tier,
} from "../registries";
import type { World } from "../world";

const tier = z.enum(TIER_SLUGS as [Tier, ...Tier[]]);
const create = z.object({
  name: z.string().regex(/^[a-z0-9-]{1,63}$/, "small letters, digits and dashes"),
  subscription_tier_slug: tier,
  region: z.enum(["nyc3", "sfo2", "sfo3", "ams3", "sgp1", "fra1", "blr1", "syd1"]).default("nyc3"),
});
const update = z.object({ tier_slug: tier });

export function registryRoutes({ registries }: World): Routes {
  const make: Routes[string] = (call) => {
    const { name, region, subscription_tier_slug } = bodyOf(create, call);
    const registry = registries.add(name, region, subscription_tier_slug);
    return created({ registry: registryObject(registry) });
  };
  const one = (call: ApiCall): Registry =>
    call.params["name"] === undefined ? registries.only : registries.get(call.params["name"]);
  const subscribe: Routes[string] = (call) => {
    const { tier_slug } = bodyOf(update, call);
    registries.only.tier = tier_slug;
    return ok({ subscription: subscriptionObject(registries.only) });
  };
  const show: Routes[string] = (call) => ok({ registry: registryObject(one(call)) });
  const remove: Routes[string] = (call) => {
    registries.delete(one(call));
    return NO_CONTENT;
  };
  const credentials: Routes[string] = (call) => {
    one(call);
    return ok(registries.credentials());
  };
  const subscription: Routes[string] = () =>
    ok({ subscription: subscriptionObject(registries.only) });
  return {
    "GET /v2/registry": show,
    "POST /v2/registry": make,
    "DELETE /v2/registry": remove,
    "GET /v2/registry/docker-credentials": credentials,
    "GET /v2/registry/subscription": subscription,
    "POST /v2/registry/subscription": subscribe,
    "GET /v2/registries": () => ok({ registries: registries.all().map(registryObject) }),
    "POST /v2/registries": make,
    "GET /v2/registries/subscription": subscription,
    "POST /v2/registries/subscription": subscribe,
    "GET /v2/registries/:name": show,
    "DELETE /v2/registries/:name": remove,
    "GET /v2/registries/:name/docker-credentials": credentials,
  };
}
