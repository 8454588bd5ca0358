import { z } from "zod";

import { findRegion } from "../catalog/regions";
import { accepted, NO_CONTENT, ok, unprocessable } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type ApiCall, type Routes } from "../http/routes";
import { balancerSpec, type BalancerSpec } from "../load-balancer/balancer-spec";
import { balancerObject, type LoadBalancer } from "../load-balancer/load-balancers";
import type { World } from "../world";

const someDroplets = z.object({ droplet_ids: z.array(z.int()).min(1) });
const someRules = z.object({ forwarding_rules: balancerSpec.shape.forwarding_rules });

export function loadBalancerRoutes(world: World): Routes {
  const { loadBalancers, vpcs } = world;
  const object = (balancer: LoadBalancer) => balancerObject(world, balancer);
  const change =
    (how: (spec: BalancerSpec, call: ApiCall) => Partial<BalancerSpec>): Routes[string] =>
    async (call) => {
      const balancer = loadBalancers.get(call.params["id"]!);
      loadBalancers.change(balancer, { ...balancer.spec, ...how(balancer.spec, call) });
      await world.changed();
      return NO_CONTENT;
    };
  return {
    "GET /v2/load_balancers": (call) =>
      listed(call, "load_balancers", loadBalancers.all().map(object)),
    "POST /v2/load_balancers": (call) => {
      const spec = bodyOf(balancerSpec, call);
      if (findRegion(spec.region)?.available !== true) throw unprocessable("region is invalid");
      const vpc = spec.vpc_uuid ? vpcs.find(spec.vpc_uuid) : vpcs.defaultOf(spec.region);
      if (vpc === undefined || vpc.region !== spec.region)
        throw unprocessable("vpc_uuid is invalid");
      return accepted({ load_balancer: object(loadBalancers.create(spec, vpc)) });
    },
    "GET /v2/load_balancers/:id": ({ params }) =>
      ok({ load_balancer: object(loadBalancers.get(params["id"]!)) }),
    "PUT /v2/load_balancers/:id": async (call) => {
      const balancer = loadBalancers.get(call.params["id"]!);
      loadBalancers.change(balancer, bodyOf(balancerSpec, call));
      await world.changed();
      return ok({ load_balancer: object(balancer) });
    },
    "DELETE /v2/load_balancers/:id": async ({ params }) => {
      loadBalancers.delete(loadBalancers.get(params["id"]!));
      world.projects.forget(`do:loadbalancer:${params["id"]}`);
      await world.changed();
      return NO_CONTENT;
    },
    "POST /v2/load_balancers/:id/droplets": change((spec, call) => ({
      droplet_ids: [...new Set([...(spec.droplet_ids ?? []), ...idsIn(call)])],
    })),
    "DELETE /v2/load_balancers/:id/droplets": change((spec, call) => ({
      droplet_ids: (spec.droplet_ids ?? []).filter((id) => !idsIn(call).includes(id)),
    })),
    "POST /v2/load_balancers/:id/forwarding_rules": change((spec, call) => ({
      forwarding_rules: [...spec.forwarding_rules, ...bodyOf(someRules, call).forwarding_rules],
    })),
    "DELETE /v2/load_balancers/:id/forwarding_rules": change((spec, call) => {
      const ports = bodyOf(someRules, call).forwarding_rules.map(({ entry_port }) => entry_port);
      const rest = spec.forwarding_rules.filter(({ entry_port }) => !ports.includes(entry_port));
      return { forwarding_rules: rest };
    }),
  };
}

function idsIn(call: ApiCall): number[] {
  return bodyOf(someDroplets, call).droplet_ids;
}
