import { z } from "zod";

import { created, NO_CONTENT, ok } from "../http/answer";
import { listed } from "../http/paging";
import { bodyOf, type Routes } from "../http/routes";
import type { World } from "../world";

const create = z.object({ name: z.string() });
const resources = z.object({
  resources: z
    .array(z.object({ resource_id: z.union([z.string(), z.int()]), resource_type: z.string() }))
    .min(1),
});

export function tagRoutes(world: World): Routes {
  const { tags } = world;
  const change =
    (how: "add" | "delete"): Routes[string] =>
    async (call) => {
      const tag = tags.get(call.params["name"]!);
      const things = bodyOf(resources, call).resources.map((each) =>
        world.taggable(each.resource_type, String(each.resource_id)),
      );
      for (const thing of things) thing.tags[how](tag);
      await world.changed();
      return NO_CONTENT;
    };
  return {
    "GET /v2/tags": (call) =>
      listed(
        call,
        "tags",
        tags.all().map((tag) => tagObject(world, tag)),
      ),
    "POST /v2/tags": (call) => {
      const tag = tags.ensure(bodyOf(create, call).name);
      return created({ tag: tagObject(world, tag) });
    },
    "GET /v2/tags/:name": ({ params }) => ok({ tag: tagObject(world, tags.get(params["name"]!)) }),
    "DELETE /v2/tags/:name": async ({ params }) => {
      const tag = tags.get(params["name"]!);
      for (const { tags: own } of world.allTaggable()) own.delete(tag);
      tags.delete(tag);
      await world.changed();
      return NO_CONTENT;
    },
    "POST /v2/tags/:name/resources": change("add"),
    "DELETE /v2/tags/:name/resources": change("delete"),
  };
}

function tagObject(world: World, name: string): object {
  const uris = (type: string) =>
    world
      .allTaggable()
      .filter((thing) => thing.type === type && thing.tags.has(name))
      .map(({ uri }) => uri);
  const counted = (type: string) => {
    const all = uris(type);
    const last = all.at(-1);
    return { count: all.length, ...(last !== undefined && { last_tagged_uri: last }) };
  };
  const [droplets, volumes] = [uris("droplet"), uris("volume")];
  const last = [...volumes, ...droplets].at(-1);
  return {
    name,
    resources: {
      count: droplets.length + volumes.length,
      ...(last !== undefined && { last_tagged_uri: last }),
      droplets: counted("droplet"),
      images: { count: 0 },
      volumes: counted("volume"),
      volume_snapshots: { count: 0 },
      databases: { count: 0 },
    },
  };
}
