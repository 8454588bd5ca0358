import { faultSchema } from "../faults";
import { NO_CONTENT, ok } from "../http/answer";
import { bodyOf, type Routes } from "../http/routes";
import type { World } from "../world";

/** What only a lab has: faults, and a look behind the API. */
export function labRoutes(world: World): Routes {
  return {
    "POST /lab/faults": (call) => {
      world.faults.add(bodyOf(faultSchema, call));
      return NO_CONTENT;
    },
    "DELETE /lab/faults": () => {
      world.faults.clear();
      return NO_CONTENT;
    },
    /** It is lost: not only down, the provider doesn't know it any more either. */
    "DELETE /lab/droplets/:id": async ({ params }) => {
      await world.droplets.lose(world.droplets.get(params["id"]!));
      return NO_CONTENT;
    },
    "GET /lab/load_balancers": () =>
      ok({ sends_to: world.loadBalancers.all().map(({ sendsTo }) => sendsTo) }),
    "GET /lab/droplets/:id/host": ({ params }) =>
      ok({ host: world.droplets.get(params["id"]!).host?.record ?? null }),
  };
}
