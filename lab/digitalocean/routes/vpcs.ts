import { z } from "zod";

import { created, NO_CONTENT, ok } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type Routes } from "../http/routes";
import { vpcObject } from "../network/vpcs";
import type { World } from "../world";

const name = z
  .string()
  .regex(/^[a-zA-Z0-9\-.]+$/, "may only contain letters, numbers, dashes and periods");
const description = z.string().max(255);
const create = z.object({
  name,
  region: z.string().min(1),
  description: description.optional(),
  ip_range: z.string().optional(),
});
const update = z.object({
  name,
  description: description.optional(),
  default: z.literal(true).optional(),
});

export function vpcRoutes(world: World): Routes {
  const { vpcs } = world;
  const change =
    (partial: boolean): Routes[string] =>
    (call) => {
      const vpc = vpcs.get(call.params["id"]!);
      const wanted = partial ? bodyOf(update.partial(), call) : bodyOf(update, call);
      if (wanted.name !== undefined) vpc.name = wanted.name;
      if (wanted.description !== undefined) vpc.description = wanted.description;
      if (wanted.default === true) vpcs.makeDefault(vpc);
      return ok({ vpc: vpcObject(vpc) });
    };
  return {
    "GET /v2/vpcs": (call) => listed(call, "vpcs", vpcs.all().map(vpcObject)),
    "POST /v2/vpcs": (call) => {
      const { ip_range, ...rest } = bodyOf(create, call);
      return created({ vpc: vpcObject(vpcs.add({ ...rest, ipRange: ip_range })) });
    },
    "GET /v2/vpcs/:id": ({ params }) => ok({ vpc: vpcObject(vpcs.get(params["id"]!)) }),
    "PUT /v2/vpcs/:id": change(false),
    "PATCH /v2/vpcs/:id": change(true),
    "DELETE /v2/vpcs/:id": ({ params }) => {
      const vpc = vpcs.get(params["id"]!);
      vpcs.delete(vpc, world.membersOf(vpc).length);
      return NO_CONTENT;
    },
    "GET /v2/vpcs/:id/members": (call) =>
      listed(call, "members", world.membersOf(vpcs.get(call.params["id"]!))),
  };
}
