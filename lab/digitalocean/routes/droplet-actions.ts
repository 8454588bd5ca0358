import { z } from "zod";

import type { Action } from "../actions";
import { findImage } from "../catalog/images";
import { findSize } from "../catalog/sizes";
import type { Droplet } from "../droplet/droplet";
import { created, unprocessable } from "../http/answer";
import { bodyOf, type ApiCall, type Routes } from "../http/routes";
import type { World } from "../world";
import { backupPolicy } from "./droplets";

/** Actions that say nothing more than their type. */
const PLAIN = [
  "reboot",
  "power_cycle",
  "shutdown",
  "power_off",
  "power_on",
  "enable_ipv6",
  "disable_backups",
  "password_reset",
] as const;
const image = z.union([z.string(), z.int()]);

const schema = z.discriminatedUnion("type", [
  z.object({ type: z.enum(PLAIN) }),
  z.object({ type: z.literal("enable_backups"), backup_policy: backupPolicy.optional() }),
  z.object({ type: z.literal("change_backup_policy"), backup_policy: backupPolicy }),
  z.object({ type: z.literal("resize"), size: z.string(), disk: z.boolean().default(false) }),
  z.object({ type: z.literal("rebuild"), image }),
  z.object({ type: z.literal("rename"), name: z.string().min(1) }),
]);
const TYPES: readonly unknown[] = [
  ...[...PLAIN, "enable_backups", "change_backup_policy"],
  ...["resize", "rebuild", "rename"],
];

type Wanted = z.infer<typeof schema>;

export function dropletActionRoutes(world: World): Routes {
  const begin = (droplet: Droplet, wanted: Wanted): Action =>
    world.droplets.act(droplet, wanted.type, workOf(world, droplet, wanted));
  return {
    "POST /v2/droplets/:id/actions": (call) => {
      const droplet = world.droplets.get(call.params["id"]!);
      return created({ action: begin(droplet, wantedOf(call)) });
    },
    "POST /v2/droplets/actions": (call) => {
      const tag = world.tags.get(call.query.get("tag_name") ?? "");
      const wanted = wantedOf(call);
      const actions = world.droplets.tagged(tag).map((droplet) => begin(droplet, wanted));
      return created({ actions });
    },
  };
}

function wantedOf(call: ApiCall): Wanted {
  const { type } = (call.body ?? {}) as { type?: unknown };
  if (!TYPES.includes(type)) throw unprocessable("The action type provided is not supported.");
  return bodyOf(schema, call);
}

/** Throws where it can't be done at all. */
function workOf(world: World, droplet: Droplet, wanted: Wanted): () => Promise<void> | void {
  const { droplets } = world;
  switch (wanted.type) {
    case "power_on":
      if (droplet.status === "active") throw unprocessable("Droplet is already powered on.");
      return () => droplets.powerOn(droplet);
    case "power_off":
    case "shutdown":
      if (droplet.status === "off") throw unprocessable("Droplet is already powered off.");
      return () => droplets.powerOff(droplet);
    case "reboot":
    case "power_cycle":
      return async () => {
        await droplets.powerOff(droplet);
        await droplets.powerOn(droplet);
      };
    case "resize":
      return resize(droplet, wanted);
    case "rebuild": {
      const image = findImage(wanted.image);
      if (image === undefined) throw unprocessable("You specified an invalid image for rebuild.");
      return () => {
        droplet.image = image;
        return droplets.rebuild(droplet);
      };
    }
    case "rename":
      return () => void (droplet.name = wanted.name);
    case "enable_ipv6":
      return () => void (droplet.ipv6 = true);
    case "enable_backups":
      return () =>
        void Object.assign(droplet, { backups: true, backupPolicy: wanted.backup_policy });
    case "change_backup_policy":
      if (!droplet.backups) throw unprocessable("Backups are not enabled on this Droplet.");
      return () => void (droplet.backupPolicy = wanted.backup_policy);
    case "disable_backups":
      if (!droplet.backups) throw unprocessable("Backups are not enabled on this Droplet.");
      return () => void (droplet.backups = false);
    case "password_reset":
      return () => undefined;
  }
}

function resize(
  droplet: Droplet,
  wanted: Extract<Wanted, { type: "resize" }>,
): () => Promise<void> | void {
  const size = findSize(wanted.size);
  if (size === undefined) throw unprocessable("You specified an invalid size for resize.");
  if (size.slug === droplet.size.slug) throw unprocessable("Droplet is already this size.");
  if (size.disk < droplet.disk)
    throw unprocessable("This size is not available because it has a smaller disk.");
  if (droplet.status !== "off")
    throw unprocessable("Droplet must be powered off before it can be resized.");
  return () => {
    droplet.size = size;
    if (wanted.disk) droplet.disk = size.disk;
  };
}
