import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { text, wholeNumber } from "../../../plugins/runtime/check/rule";
import type { Call } from "../../../plugins/runtime/resource";
import type { ApiClient } from "../api/api-client";
import { ApiFailure } from "../api/api-failure";
import { awaitAction, type Action } from "../api/await-action";
import { waitFor } from "../api/wait-for";
import { fixed, resourceOf } from "./kind";

type Inputs = pulumi.Unwrap<digitalocean.VolumeAttachmentArgs>;

const BUSY_SECONDS = 120;

export const volumeAttachment = resourceOf<Inputs>({
  what: "volume attachment",
  fields: { dropletId: fixed(wholeNumber(1)), volumeId: fixed(text(is.nonEmpty)) },
  required: ["dropletId", "volumeId"],
  computed: [],

  async create(inputs, api, call) {
    const { dropletId, volumeId } = inputs;
    await act(api, "attach", inputs, call);
    return { id: `${dropletId}-${volumeId}-${Date.now()}`, state: { dropletId, volumeId } };
  },

  async read(id, api, { signal, oldState }) {
    const { dropletId, volumeId } = (oldState ?? partsOf(id)) as unknown as Inputs;
    const found = await api.find<{ volume: { droplet_ids: number[] | null } }>(
      `/v2/volumes/${volumeId}`,
      { signal },
    );
    if (found?.volume.droplet_ids?.includes(dropletId) !== true) return undefined;
    return { id, state: { dropletId, volumeId }, inputs: { dropletId, volumeId } };
  },

  async delete(_, api, call) {
    const inputs = call.oldState as unknown as Inputs;
    const path = `/v2/volumes/${inputs.volumeId}`;
    const found = await api.find<{ volume: { droplet_ids: number[] | null } }>(path, call);
    if (found?.volume.droplet_ids?.includes(inputs.dropletId) !== true) return;
    await act(api, "detach", inputs, call);
  },
});

/** While another event of the droplet is pending, it is asked again. */
async function act(
  api: ApiClient,
  type: "attach" | "detach",
  { dropletId, volumeId }: Inputs,
  call: Call,
): Promise<void> {
  const { signal } = call;
  const until = Date.now() + BUSY_SECONDS * 1000;
  const action = await waitFor(async () => {
    try {
      const body = { type, droplet_id: dropletId };
      const path = `/v2/volumes/${volumeId}/actions`;
      return (await api.call<{ action: Action }>("POST", path, { body, signal })).action;
    } catch (error) {
      const isBusy =
        error instanceof ApiFailure &&
        error.status === 422 &&
        error.said === "Droplet already has a pending event.";
      if (!isBusy || Date.now() > until) throw error;
      return undefined;
    }
  }, signal);
  await awaitAction(api, action, `the volume ${volumeId} and the droplet ${dropletId}`, call);
}

function partsOf(id: string): { dropletId: number; volumeId: string } {
  const [, droplet = "", volumeId = ""] = /^(\d+)-(.{36})(?:-\d+)?$/.exec(id) ?? [];
  return { dropletId: Number(droplet), volumeId };
}
