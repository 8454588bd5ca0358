import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { listOf, refused, text, wholeNumber } from "../../../plugins/runtime/check/rule";
import { awaitAction, type Action } from "../api/await-action";
import { setTags } from "../api/set-tags";
import { slug, tagSet } from "./compare";
import { field, fixed, resourceOf } from "./kind";
import { tagName } from "./tag-name";

interface ApiVolume {
  id: string;
  region: { slug: string };
  droplet_ids: number[] | null;
  name: string;
  description: string;
  size_gigabytes: number;
  filesystem_type: string;
  filesystem_label: string;
  tags: string[] | null;
}

type Inputs = pulumi.Unwrap<digitalocean.VolumeArgs>;

export const volume = resourceOf<Inputs>({
  what: "volume",
  fields: {
    name: fixed(text(is.nonEmpty)),
    region: fixed(text(is.nonEmpty), slug),
    size: field(wholeNumber(1, 16_384)),
    description: fixed(text()),
    snapshotId: fixed(refused("this stand-in has no snapshots; the official plugin has")),
    initialFilesystemType: fixed(text(is.oneOf("ext4", "xfs"))),
    initialFilesystemLabel: fixed(text(is.nonEmpty)),
    filesystemType: fixed(text(is.oneOf("ext4", "xfs"))),
    tags: field(listOf(text(tagName)), tagSet),
  },
  required: ["name", "region", "size"],
  autoname: { property: "name", maxLength: 64 },
  computed: ["dropletIds", "filesystemLabel", "filesystemType", "volumeUrn"],
  /** A disk can't be made smaller with its data on it. */
  moreChanges: ({ oldInputs, inputs }) =>
    Number(inputs["size"]) < Number(oldInputs["size"])
      ? [
          {
            path: "size",
            kind: "update",
            replace: true,
            cause: "DigitalOcean can't make a volume smaller",
          },
        ]
      : [],

  async create(inputs, api, { signal }) {
    const body = {
      ...{ name: inputs.name, region: inputs.region, size_gigabytes: inputs.size },
      ...{ description: inputs.description, tags: inputs.tags },
      filesystem_type: inputs.initialFilesystemType ?? inputs.filesystemType,
      filesystem_label: inputs.initialFilesystemLabel,
    };
    const made = await api.call<{ volume: ApiVolume }>("POST", "/v2/volumes", { body, signal });
    return { id: made.volume.id, state: stateOf(made.volume, inputs) };
  },

  async update(inputs, api, call) {
    const { id, signal } = call;
    const path = `/v2/volumes/${id}`;
    const before = (await api.call<{ volume: ApiVolume }>("GET", path, { signal })).volume;
    if (inputs.size !== before.size_gigabytes) {
      const body = { type: "resize", size_gigabytes: inputs.size, region: inputs.region };
      const { action } = await api.call<{ action: Action }>("POST", `${path}/actions`, {
        ...{ body, signal },
      });
      await awaitAction(api, action, `the volume ${before.name} (${id})`, call);
    }
    const resource = { resource_id: id, resource_type: "volume" as const };
    await setTags(api, resource, before.tags ?? [], inputs.tags ?? [], signal);
    const live = await api.call<{ volume: ApiVolume }>("GET", path, { signal });
    return { id, state: stateOf(live.volume, inputs) };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await api.find<{ volume: ApiVolume }>(`/v2/volumes/${id}`, { signal });
    if (found === undefined) return undefined;
    const { name, region, size_gigabytes, tags } = found.volume;
    const before = oldInputs as Inputs | undefined;
    const live = { name, region: region.slug, size: size_gigabytes };
    const isTagged = (tags ?? []).length > 0 || before?.tags !== undefined;
    const inputs = { ...before, ...live, ...(isTagged && { tags: tags ?? [] }) };
    return { id, state: stateOf(found.volume, inputs), inputs };
  },

  delete: (id, api, { signal }) => api.remove(`/v2/volumes/${id}`, { signal }),
});

function stateOf(live: ApiVolume, inputs: Inputs) {
  const { initialFilesystemType, initialFilesystemLabel } = inputs;
  return {
    ...(initialFilesystemType !== undefined && { initialFilesystemType }),
    ...(initialFilesystemLabel !== undefined && { initialFilesystemLabel }),
    ...{ name: live.name, description: live.description, size: live.size_gigabytes },
    region: live.region.slug,
    dropletIds: live.droplet_ids ?? [],
    filesystemType: live.filesystem_type,
    filesystemLabel: live.filesystem_label,
    volumeUrn: `do:volume:${live.id}`,
    ...((live.tags ?? []).length > 0 && { tags: live.tags }),
  };
}
