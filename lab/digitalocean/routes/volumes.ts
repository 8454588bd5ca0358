import { z } from "zod";

import type { Action } from "../actions";
import { accepted, created, NO_CONTENT, notFound, ok, unprocessable } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type ApiCall, type Routes } from "../http/routes";
import { volumeObject, type Volume } from "../volumes";
import type { World } from "../world";

const MOST_GIB = 16_384;
const create = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, "small letters, digits and dashes, a letter first"),
  region: z.string(),
  size_gigabytes: z.int().min(1).max(MOST_GIB),
  description: z.string().nullish(),
  filesystem_type: z.enum(["", "ext4", "xfs"]).nullish(),
  filesystem_label: z.string().max(16).nullish(),
  tags: z.array(z.string()).nullish(),
});
const action = z.discriminatedUnion("type", [
  z.object({ type: z.literal("attach"), droplet_id: z.int(), volume_name: z.string().optional() }),
  z.object({ type: z.literal("detach"), droplet_id: z.int(), volume_name: z.string().optional() }),
  z.object({ type: z.literal("resize"), size_gigabytes: z.int().max(MOST_GIB) }),
]);

export function volumeRoutes(world: World): Routes {
  const { volumes } = world;
  return {
    "GET /v2/volumes": (call) => {
      const [name, region] = [call.query.get("name"), call.query.get("region")];
      const found = volumes
        .all()
        .filter(
          (each) => (name ?? each.name) === each.name && (region ?? each.region) === each.region,
        );
      return listed(call, "volumes", found.map(volumeObject));
    },
    "POST /v2/volumes": (call) => {
      const wanted = bodyOf(create, call);
      const volume = volumes.create({
        ...{ name: wanted.name, region: wanted.region, sizeGib: wanted.size_gigabytes },
        description: wanted.description ?? "",
        filesystemType: wanted.filesystem_type ?? "",
        filesystemLabel: wanted.filesystem_label ?? "",
        tags: new Set((wanted.tags ?? []).map((tag) => world.tags.ensure(tag))),
      });
      return created({ volume: volumeObject(volume) });
    },
    "DELETE /v2/volumes": ({ query }) => {
      const volume = volumes.named(query.get("name") ?? "", query.get("region") ?? "");
      if (volume === undefined) throw notFound();
      volumes.delete(volume);
      return NO_CONTENT;
    },
    "GET /v2/volumes/:id": ({ params }) => ok({ volume: volumeObject(volumes.get(params["id"]!)) }),
    "DELETE /v2/volumes/:id": ({ params }) => {
      volumes.delete(volumes.get(params["id"]!));
      world.projects.forget(`do:volume:${params["id"]}`);
      return NO_CONTENT;
    },
    "POST /v2/volumes/actions": (call) => {
      const { volume_name, region } = (call.body ?? {}) as Record<string, unknown>;
      const volume = volumes
        .all()
        .find((each) => each.name === volume_name && (region ?? each.region) === each.region);
      if (volume === undefined) throw notFound();
      return accepted({ action: begin(world, volume, call) });
    },
    "POST /v2/volumes/:id/actions": (call) =>
      accepted({ action: begin(world, volumes.get(call.params["id"]!), call) }),
    "GET /v2/volumes/:id/actions/:action": ({ params }) => {
      volumes.get(params["id"]!);
      return ok({ action: world.actions.find(params["action"]!) });
    },
  };
}

function begin(world: World, volume: Volume, call: ApiCall): Action {
  const { volumes } = world;
  const wanted = bodyOf(action, call);
  const subject = (type: string) => ({
    ...{ type, resourceId: null, resourceType: "volume", region: volume.region },
  });
  if (wanted.type === "resize") {
    if (wanted.size_gigabytes < volume.sizeGib)
      throw unprocessable("A volume can only be made larger.");
    const resize = () => volumes.resize(volume, wanted.size_gigabytes);
    return world.actions.begin(subject("resize_volume"), resize);
  }
  const droplet = world.droplets.find(wanted.droplet_id);
  if (droplet === undefined) throw unprocessable("Droplet not found.");
  if (wanted.type === "detach") {
    if (volume.dropletId !== droplet.id)
      throw unprocessable("Volume is not attached to this Droplet.");
    return world.actions.begin(subject("detach_volume"), () => volumes.detach(volume));
  }
  world.mustAttach([volume.id], droplet.region.slug, 1);
  if (droplet.status === "new" || droplet.locked)
    throw unprocessable("Droplet already has a pending event.");
  // So that nobody else takes it meanwhile.
  volume.dropletId = droplet.id;
  return world.actions.begin(
    subject("attach_volume"),
    () => volumes.attach(volume, droplet),
    (status) => {
      if (status === "errored") volume.dropletId = undefined;
    },
  );
}
