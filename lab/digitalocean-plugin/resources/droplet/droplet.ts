import type { CreateCall, Live } from "../../../../plugins/runtime/resource";
import type { ApiClient } from "../../api/api-client";
import { ActionErrored, type Action } from "../../api/await-action";
import { waitFor } from "../../api/wait-for";
import { resourceOf } from "../kind";
import { inputsOf, stateOf, type ApiDroplet } from "./api-droplet";
import { changeDroplet } from "./change-droplet";
import {
  DROPLET_COMPUTED,
  DROPLET_DEFAULTS,
  DROPLET_FIELDS,
  type DropletInputs,
} from "./droplet-table";

export const droplet = resourceOf<DropletInputs>({
  what: "droplet",
  fields: DROPLET_FIELDS,
  required: ["name", "image", "size"],
  autoname: { property: "name", maxLength: 255 },
  defaults: DROPLET_DEFAULTS,
  computed: DROPLET_COMPUTED,
  dependent: {
    size: ["memory", "vcpus", "disk", "priceHourly", "priceMonthly"],
    ipv6: ["ipv6Address"],
  },

  failures: ({ backupPolicy, backups }) =>
    backupPolicy !== undefined && backups !== true
      ? [{ property: "backupPolicy", reason: "can only be set when backups are enabled" }]
      : [],

  /** One that never got there is made anew: an update can't bring it to life. */
  moreChanges: ({ oldState, oldInputs, inputs }) => [
    ...(oldState["status"] === "new"
      ? [
          {
            path: "status",
            kind: "update" as const,
            replace: true,
            cause: "it never became active",
          },
        ]
      : []),
    ...(oldInputs["ipv6"] === true && inputs["ipv6"] !== true
      ? [
          {
            path: "ipv6",
            kind: "update" as const,
            replace: true,
            cause: "DigitalOcean can't take IPv6 away from a droplet",
          },
        ]
      : []),
  ],

  async create(inputs, api, call) {
    const body = requestOf(inputs);
    const { signal } = call;
    const made = await api.call<{ droplet: ApiDroplet; links: { actions: { id: number }[] } }>(
      "POST",
      "/v2/droplets",
      { body, signal },
    );
    const actionId = made.links.actions[0]?.id;
    return untilActive(api, made.droplet, actionId, inputs, call);
  },

  async update(inputs, api, call) {
    const { id } = call;
    await changeDroplet(api, id, inputs, call);
    const live = await api.call<{ droplet: ApiDroplet }>("GET", `/v2/droplets/${id}`, call);
    return { id, state: stateOf(live.droplet, inputs) };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await api.find<{ droplet: ApiDroplet }>(`/v2/droplets/${id}`, { signal });
    if (found === undefined) return undefined;
    const inputs = inputsOf(found.droplet, oldInputs as DropletInputs | undefined);
    const state = stateOf(found.droplet, inputs as unknown as DropletInputs);
    return { id, state, inputs };
  },

  async delete(id, api, { signal }) {
    await waitFor(async () => {
      const found = await api.find<{ droplet: ApiDroplet }>(`/v2/droplets/${id}`, { signal });
      return found === undefined || !found.droplet.locked ? true : undefined;
    }, signal);
    await api.remove(`/v2/droplets/${id}`, { signal });
    await waitFor(
      async () =>
        (await api.find(`/v2/droplets/${id}`, { signal })) === undefined ? true : undefined,
      signal,
    );
  },
});

/**
 * One whose creation DigitalOcean gives up is deleted again; one that isn't there when the time is over stays in state,
 * with its id, so that the next update replaces it.
 */
async function untilActive(
  api: ApiClient,
  made: ApiDroplet,
  actionId: number | undefined,
  inputs: DropletInputs,
  call: CreateCall,
): Promise<Live> {
  const id = String(made.id);
  const { signal, log } = call;
  let last = made;
  try {
    return await waitFor(async () => {
      const { droplet } = await api.call<{ droplet: ApiDroplet }>("GET", `/v2/droplets/${id}`, {
        signal,
      });
      last = droplet;
      if (droplet.status === "active" && !droplet.locked)
        return { id, state: stateOf(droplet, inputs) };
      log.status(`waiting for droplet ${droplet.name} (${id}) to become active`);
      if (actionId !== undefined) await mustGoOn(api, actionId, droplet, signal);
      return undefined;
    }, signal);
  } catch (error) {
    if (error instanceof ActionErrored) {
      await api.remove(`/v2/droplets/${id}`);
      throw error;
    }
    const reason = signal.aborted
      ? `droplet ${made.name} (${id}) didn't become active in time; it is still "${last.status}"`
      : `droplet ${made.name} (${id}) was made, but not awaited: ${(error as Error).message}`;
    return { id, state: stateOf(last, inputs), notReady: [reason] };
  }
}

async function mustGoOn(
  api: ApiClient,
  actionId: number,
  { id, name }: ApiDroplet,
  signal: AbortSignal,
): Promise<void> {
  const { action } = await api.call<{ action: Action }>("GET", `/v2/actions/${actionId}`, {
    signal,
  });
  if (action.status === "errored") throw new ActionErrored("create", `the droplet ${name} (${id})`);
}

function requestOf(inputs: DropletInputs): object {
  const { image, sshKeys = [], dropletAgent, vpcUuid, userData, backupPolicy } = inputs;
  const { name, region, size, backups, ipv6, monitoring, tags, publicNetworking } = inputs;
  return {
    ...{ name, region, size, backups, ipv6, monitoring, tags },
    image: /^\d+$/.test(image) ? Number(image) : image,
    ssh_keys: sshKeys.map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
    volumes: inputs.volumeIds,
    user_data: userData,
    vpc_uuid: vpcUuid,
    backup_policy: backupPolicy,
    with_droplet_agent: dropletAgent,
    ...(publicNetworking === false && { public_networking: false }),
  };
}
