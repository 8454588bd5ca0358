import type { ApiClient } from "./api-client";

/** Makes the tags of a thing those that are wanted. */
export async function setTags(
  api: ApiClient,
  resource: { resource_id: string; resource_type: "droplet" | "volume" },
  before: readonly string[],
  after: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const lower = (tags: readonly string[]) => tags.map((tag) => tag.toLowerCase());
  const body = { resources: [resource] };
  for (const tag of before.filter((each) => !lower(after).includes(each.toLowerCase())))
    await api.remove(`/v2/tags/${tag}/resources`, { body, signal });
  for (const name of after.filter((each) => !lower(before).includes(each.toLowerCase()))) {
    await api.call("POST", "/v2/tags", { body: { name }, signal });
    await api.call("POST", `/v2/tags/${name}/resources`, { body, signal });
  }
}
