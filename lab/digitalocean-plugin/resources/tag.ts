import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import { text } from "../../../plugins/runtime/check/rule";
import { fixed, resourceOf } from "./kind";
import { tagName } from "./tag-name";

interface Count {
  count: number;
}

interface ApiTag {
  name: string;
  resources: Count &
    Record<"droplets" | "images" | "volumes" | "volume_snapshots" | "databases", Count>;
}

export const tag = resourceOf<pulumi.Unwrap<digitalocean.TagArgs>>({
  what: "tag",
  fields: { name: fixed(text(tagName)) },
  required: ["name"],
  autoname: { property: "name", maxLength: 255 },
  computed: [
    ...["databasesCount", "dropletsCount", "imagesCount"],
    ...["totalResourceCount", "volumeSnapshotsCount", "volumesCount"],
  ],

  async create({ name }, api, { signal }) {
    const made = await api.call<{ tag: ApiTag }>("POST", "/v2/tags", { body: { name }, signal });
    return { id: made.tag.name, state: stateOf(made.tag) };
  },

  async read(id, api, { signal }) {
    const found = await api.find<{ tag: ApiTag }>(`/v2/tags/${id}`, { signal });
    return found && { id, state: stateOf(found.tag), inputs: { name: found.tag.name } };
  },

  delete: (id, api, { signal }) => api.remove(`/v2/tags/${id}`, { signal }),
});

function stateOf({ name, resources }: ApiTag) {
  return {
    name,
    databasesCount: resources.databases.count,
    dropletsCount: resources.droplets.count,
    imagesCount: resources.images.count,
    totalResourceCount: resources.count,
    volumeSnapshotsCount: resources.volume_snapshots.count,
    volumesCount: resources.volumes.count,
  };
}
