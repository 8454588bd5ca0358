import type { UpdateCall } from "../../../../plugins/runtime/resource";
import { isSame } from "../../../../plugins/docker/diff/comparison";
import type { ApiClient } from "../../api/api-client";
import { awaitAction, type Action } from "../../api/await-action";
import { setTags } from "../../api/set-tags";
import type { ApiDroplet } from "./api-droplet";
import type { DropletInputs } from "./droplet-table";

/** Does to a droplet what it takes to make it what is wanted, one action after the other, as DigitalOcean wants it. */
export async function changeDroplet(
  api: ApiClient,
  id: string,
  wanted: DropletInputs,
  call: UpdateCall,
): Promise<void> {
  const { signal } = call;
  const { droplet } = await api.call<{ droplet: ApiDroplet }>("GET", `/v2/droplets/${id}`, {
    signal,
  });
  const act = async (body: { type: string } & Record<string, unknown>) => {
    const path = `/v2/droplets/${id}/actions`;
    const { action } = await api.call<{ action: Action }>("POST", path, { body, signal });
    await awaitAction(api, action, `the droplet ${droplet.name} (${id})`, call);
  };
  const has = (feature: string) => droplet.features.includes(feature);

  if (wanted.size.toLowerCase() !== droplet.size.slug) {
    if (droplet.status !== "off") await act({ type: "power_off" });
    try {
      await act({ type: "resize", size: wanted.size, disk: wanted.resizeDisk ?? true });
    } finally {
      // Also where it has the old size still: it was running before.
      await act({ type: "power_on" });
    }
  }
  if (wanted.name !== undefined && wanted.name !== droplet.name)
    await act({ type: "rename", name: wanted.name });
  const { backupPolicy: backup_policy } = wanted;
  if (wanted.backups === true && !has("backups"))
    await act({ type: "enable_backups", ...(backup_policy !== undefined && { backup_policy }) });
  else if (wanted.backups !== true && has("backups")) await act({ type: "disable_backups" });
  else if (backup_policy !== undefined && !isSame(backup_policy, call.oldInputs["backupPolicy"]))
    await act({ type: "change_backup_policy", backup_policy });
  if (wanted.ipv6 === true && !has("ipv6")) await act({ type: "enable_ipv6" });

  const resource = { resource_id: id, resource_type: "droplet" as const };
  await setTags(api, resource, droplet.tags, wanted.tags ?? [], signal);
  if (wanted.volumeIds !== undefined) await setVolumes(api, droplet, wanted.volumeIds, call);
}

async function setVolumes(
  api: ApiClient,
  { id, name, volume_ids }: ApiDroplet,
  wanted: readonly string[],
  call: UpdateCall,
): Promise<void> {
  const { signal } = call;
  const act = async (volume: string, type: "attach" | "detach") => {
    const path = `/v2/volumes/${volume}/actions`;
    const body = { type, droplet_id: id };
    const { action } = await api.call<{ action: Action }>("POST", path, { body, signal });
    await awaitAction(api, action, `the volume ${volume} of droplet ${name} (${id})`, call);
  };
  for (const volume of volume_ids) if (!wanted.includes(volume)) await act(volume, "detach");
  for (const volume of wanted) if (!volume_ids.includes(volume)) await act(volume, "attach");
}
