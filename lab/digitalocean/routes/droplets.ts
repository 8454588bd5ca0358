import { z } from "zod";

import { findRegion, type RegionFacts } from "../catalog/regions";
import { findSize } from "../catalog/sizes";
import { dropletObject } from "../droplet/droplet";
import type { DropletSpec } from "../droplet/droplets";
import { findImage } from "../catalog/images";
import { accepted, NO_CONTENT, notFound, ok, unprocessable } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type ApiCall, type Routes } from "../http/routes";
import type { Vpc } from "../network/vpcs";
import type { World } from "../world";

const HOST_NAME = /^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,253}[a-zA-Z0-9])?$/;
const MOST_USER_DATA = 64 * 1024;
const MOST_NAMES = 10;

export const backupPolicy = z.object({
  plan: z.enum(["daily", "weekly"]).optional(),
  weekday: z.enum(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]).optional(),
  hour: z.int().optional(),
});
const create = z.object({
  name: z.string().optional(),
  names: z.array(z.string()).max(MOST_NAMES).optional(),
  region: z.string().default("nyc3"),
  size: z.string(),
  image: z.union([z.string(), z.int()]),
  ssh_keys: z.array(z.union([z.string(), z.int()])).nullish(),
  backups: z.boolean().nullish(),
  backup_policy: backupPolicy.nullish(),
  ipv6: z.boolean().nullish(),
  monitoring: z.boolean().nullish(),
  tags: z.array(z.string()).nullish(),
  user_data: z.string().nullish(),
  volumes: z.array(z.string()).nullish(),
  vpc_uuid: z.string().nullish(),
  with_droplet_agent: z.boolean().nullish(),
  public_networking: z.boolean().nullish(),
});

export function dropletRoutes(world: World): Routes {
  const { droplets, tags } = world;
  return {
    "GET /v2/droplets": (call) => {
      const tag = call.query.get("tag_name");
      const name = call.query.get("name");
      const all = tag === null ? droplets.all() : droplets.tagged(tag);
      const named = name === null ? all : all.filter((droplet) => droplet.name === name);
      return listed(call, "droplets", named.map(dropletObject));
    },
    "POST /v2/droplets": (call) => {
      const specs = specsOf(world, call);
      const made = specs.map((spec) => droplets.create(spec));
      const links = made.map(({ action }) => ({
        id: action.id,
        rel: "create",
        href: `${call.endpoint}/v2/actions/${action.id}`,
      }));
      const objects = made.map(({ droplet }) => dropletObject(droplet));
      return accepted({
        ...(isSingle(call) ? { droplet: objects[0] } : { droplets: objects }),
        links: { actions: links },
      });
    },
    "DELETE /v2/droplets": async (call) => {
      const tag = call.query.get("tag_name");
      if (tag === null) throw unprocessable("tag_name is required.");
      await Promise.all(droplets.tagged(tags.get(tag)).map((each) => droplets.delete(each)));
      return NO_CONTENT;
    },
    "GET /v2/droplets/:id": ({ params }) =>
      ok({ droplet: dropletObject(droplets.get(params["id"]!)) }),
    "DELETE /v2/droplets/:id": async ({ params }) => {
      await droplets.delete(droplets.get(params["id"]!));
      return NO_CONTENT;
    },
    "GET /v2/droplets/:id/actions": (call) => {
      const { id } = droplets.get(call.params["id"]!);
      return listed(call, "actions", world.actions.of("droplet", id));
    },
    "GET /v2/droplets/:id/actions/:action": ({ params }) => {
      const { id } = droplets.get(params["id"]!);
      const action = world.actions.find(params["action"]!);
      if (action.resource_id !== id) throw notFound();
      return ok({ action });
    },
  };
}

const isSingle = ({ body }: ApiCall) => (body as { names?: unknown }).names === undefined;

/** What is to be made, if all of it can be: in a create call nothing is done by halves. */
function specsOf(world: World, call: ApiCall): DropletSpec[] {
  const wanted = bodyOf(create, call);
  const names = wanted.names ?? (wanted.name === undefined ? [] : [wanted.name]);
  if (names.length === 0) throw unprocessable("Name is required.");
  if (names.some((name) => !HOST_NAME.test(name)))
    throw unprocessable("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)");
  const region = findRegion(wanted.region);
  if (region === undefined || !region.available)
    throw unprocessable("You specified an invalid region for Droplet creation.");
  const size = findSize(wanted.size);
  if (size === undefined)
    throw unprocessable("You specified an invalid size for Droplet creation.");
  if (!size.regions.includes(region.slug))
    throw unprocessable("Size is not available in this region.");
  const image = findImage(wanted.image);
  if (image === undefined)
    throw unprocessable("You specified an invalid image for Droplet creation.");
  if (wanted.public_networking === false)
    throw unprocessable("public_networking: a droplet of the lab always has a public address.");
  if (Buffer.byteLength(wanted.user_data ?? "") > MOST_USER_DATA)
    throw unprocessable("User data cannot be larger than 64 KiB.");
  const given = { ids: wanted.ssh_keys ?? [], vpc: wanted.vpc_uuid ?? undefined };
  const keys = keysOf(world, given.ids);
  const vpc = vpcOf(world, region, given.vpc);
  const volumeIds = wanted.volumes ?? [];
  world.mustAttach(volumeIds, region.slug, names.length);
  if (world.droplets.all().length + names.length > world.settings.options.dropletLimit)
    throw unprocessable("creating this/these droplet(s) will exceed your droplet limit");
  if (!world.faults.hasCapacity(region.slug, size.slug))
    throw unprocessable(`${size.slug} is currently out of capacity in ${region.slug}.`);
  const own = (wanted.tags ?? []).map((tag) => world.tags.ensure(tag));
  return names.map((name) => ({
    ...{ name, size, image, region, vpc, keys },
    userData: wanted.user_data ?? "",
    monitoring: wanted.monitoring ?? false,
    agent: wanted.with_droplet_agent ?? true,
    ipv6: wanted.ipv6 ?? false,
    backups: wanted.backups ?? false,
    backupPolicy: wanted.backup_policy ?? {},
    tags: new Set(own),
    volumeIds: new Set(volumeIds),
  }));
}

function keysOf(world: World, ids: readonly (string | number)[]): string[] {
  const found = ids.map((id) => world.keys.find(id));
  const unknown = ids.filter((_, index) => found[index] === undefined);
  if (unknown.length > 0)
    throw unprocessable(`${unknown.join(", ")} are invalid key identifiers for Droplet creation.`);
  return found.map((key) => key!.public_key.trim());
}

function vpcOf(world: World, region: RegionFacts, id: string | undefined): Vpc {
  if (id === undefined || id === "") return world.vpcs.defaultOf(region.slug);
  const vpc = world.vpcs.find(id);
  if (vpc === undefined) throw unprocessable("VPC not found.");
  if (vpc.region !== region.slug)
    throw unprocessable("VPC is not in the same region as the Droplet.");
  return vpc;
}
