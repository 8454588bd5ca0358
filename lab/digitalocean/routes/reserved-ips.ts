import { z } from "zod";

import { regionObject } from "../catalog/region-object";
import { findRegion } from "../catalog/regions";
import { dropletObject, type Droplet } from "../droplet/droplet";
import { accepted, created, NO_CONTENT, ok, unprocessable } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type Routes } from "../http/routes";
import type { ReservedIp } from "../network/reserved-ips";
import type { World } from "../world";

const create = z.object({ region: z.string().nullish(), droplet_id: z.int().nullish() });
const action = z.discriminatedUnion("type", [
  z.object({ type: z.literal("assign"), droplet_id: z.int() }),
  z.object({ type: z.literal("unassign") }),
]);

export function reservedIpRoutes(world: World): Routes {
  const { reservedIps, droplets } = world;
  const object = ({ ip, region, dropletId }: ReservedIp) => {
    const droplet = droplets.find(dropletId ?? 0);
    return {
      ip,
      region: regionObject(findRegion(region)!),
      droplet: droplet === undefined ? null : dropletObject(droplet),
      locked: false,
      project_id: world.projects.defaultId,
    };
  };
  const begin = (reserved: ReservedIp, type: string, droplet: Droplet | undefined) =>
    world.actions.begin(
      { type, resourceId: null, resourceType: "reserved_ip", region: reserved.region },
      () => reservedIps.assign(reserved, droplet),
    );
  const dropletOf = (id: number, region?: string): Droplet => {
    const droplet = droplets.find(id);
    if (droplet === undefined) throw unprocessable("Droplet not found.");
    if ((region ?? droplet.region.slug) !== droplet.region.slug)
      throw unprocessable("Reserved IP and Droplet must be in the same region.");
    return droplet;
  };
  return {
    "GET /v2/reserved_ips": (call) => listed(call, "reserved_ips", reservedIps.all().map(object)),
    "POST /v2/reserved_ips": (call) => {
      const { region, droplet_id } = bodyOf(create, call);
      if (droplet_id != null) {
        const droplet = dropletOf(droplet_id);
        const reserved = reservedIps.reserve(droplet.region.slug);
        const { id } = begin(reserved, "assign_ip", droplet);
        const link = { id, rel: "assign_ip", href: `${call.endpoint}/v2/actions/${id}` };
        const droplets = [
          { id: droplet.id, rel: "droplet", href: `${call.endpoint}/v2/droplets/${droplet.id}` },
        ];
        return accepted({ reserved_ip: object(reserved), links: { droplets, actions: [link] } });
      }
      if (region == null || findRegion(region)?.available !== true)
        throw unprocessable("region or droplet_id is required");
      return accepted({ reserved_ip: object(reservedIps.reserve(region)) });
    },
    "GET /v2/reserved_ips/:ip": ({ params }) =>
      ok({ reserved_ip: object(reservedIps.get(params["ip"]!)) }),
    "DELETE /v2/reserved_ips/:ip": async ({ params }) => {
      await reservedIps.release(reservedIps.get(params["ip"]!));
      world.projects.forget(`do:reservedip:${params["ip"]}`);
      return NO_CONTENT;
    },
    "POST /v2/reserved_ips/:ip/actions": (call) => {
      const reserved = reservedIps.get(call.params["ip"]!);
      const wanted = bodyOf(action, call);
      if (wanted.type === "unassign" && reserved.dropletId === undefined)
        throw unprocessable("The reserved IP is not assigned to a Droplet.");
      const droplet =
        wanted.type === "assign" ? dropletOf(wanted.droplet_id, reserved.region) : undefined;
      return created({ action: begin(reserved, `${wanted.type}_ip`, droplet) });
    },
    "GET /v2/reserved_ips/:ip/actions/:action": ({ params }) => {
      reservedIps.get(params["ip"]!);
      return ok({ action: world.actions.find(params["action"]!) });
    },
  };
}
