import { findImage, IMAGES, isApplication } from "../catalog/images";
import { regionObject } from "../catalog/region-object";
import { REGIONS } from "../catalog/regions";
import { SIZES } from "../catalog/sizes";
import { notFound, ok } from "../http/answer";
import { listed } from "../http/paging";
import type { Routes } from "../http/routes";
import type { World } from "../world";

export function catalogRoutes(world: World): Routes {
  return {
    "GET /v2/account": () =>
      ok({
        account: {
          droplet_limit: world.settings.options.dropletLimit,
          floating_ip_limit: 3,
          reserved_ip_limit: 3,
          volume_limit: 10,
          email: "lab@example.com",
          name: "Slipway lab",
          uuid: "b6f1f0c35a3c4d6e9f1ab5d24b8a6a7f00000001",
          email_verified: true,
          status: "active",
          status_message: "",
          team: { uuid: "5df3e3004a17e242b7c20ca6c9fc25b701a47ece", name: "Lab" },
        },
      }),
    "GET /v2/regions": (call) => listed(call, "regions", REGIONS.map(regionObject)),
    "GET /v2/sizes": (call) => listed(call, "sizes", SIZES),
    "GET /v2/images": (call) => {
      const type = call.query.get("type");
      const own = call.query.get("private") === "true";
      const images = IMAGES.filter(
        (image) => !own && (type === null || (type === "application") === isApplication(image)),
      );
      return listed(call, "images", images);
    },
    "GET /v2/images/:which": ({ params }) => {
      const image = findImage(params["which"]!);
      if (image === undefined) throw notFound();
      return ok({ image });
    },
    "GET /v2/actions": (call) => listed(call, "actions", world.actions.all()),
    "GET /v2/actions/:id": ({ params }) => ok({ action: world.actions.find(params["id"]!) }),
  };
}
