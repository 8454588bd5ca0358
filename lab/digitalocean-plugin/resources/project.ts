import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { flag, listOf, text } from "../../../plugins/runtime/check/rule";
import type { Props } from "../../../plugins/runtime/resource";
import type { ApiClient } from "../api/api-client";
import { scalar } from "../../../plugins/docker/diff/comparison";
import { textSet } from "./compare";
import { field, resourceOf } from "./kind";

interface ApiProject {
  id: string;
  owner_uuid: string;
  owner_id: number;
  name: string;
  description: string;
  purpose: string;
  environment: string;
  is_default: boolean;
  created_at: string;
  updated_at: string;
}

type Inputs = pulumi.Unwrap<digitalocean.ProjectArgs>;

const PURPOSE = "Web Application";

export const project = resourceOf<Inputs>({
  what: "project",
  fields: {
    name: field(text(is.nonEmpty)),
    description: field(text()),
    purpose: field(text(is.nonEmpty)),
    environment: field(
      text((value) => is.oneOf("development", "staging", "production")(value.toLowerCase())),
      scalar((value) => (typeof value === "string" ? value.toLowerCase() : value)),
    ),
    isDefault: field(flag()),
    resources: field(listOf(text(is.nonEmpty)), textSet),
  },
  required: ["name"],
  autoname: { property: "name", maxLength: 175 },
  defaults: { description: "", purpose: PURPOSE, isDefault: false },
  computed: ["createdAt", "ownerId", "ownerUuid", "resources", "updatedAt"],

  async create(inputs, api, { signal }) {
    const made = await api.call<{ project: ApiProject }>("POST", "/v2/projects", {
      ...{ body: requestOf(inputs), signal },
    });
    const { id } = made.project;
    if (inputs.isDefault === true)
      await api.call("PATCH", `/v2/projects/${id}`, { body: { is_default: true }, signal });
    if (inputs.resources !== undefined) await assign(api, id, inputs.resources, signal);
    return { id, state: await stateOf(api, id, signal) };
  },

  async update(inputs, api, { id, signal }) {
    const body = { ...requestOf(inputs), is_default: inputs.isDefault ?? false };
    await api.call("PATCH", `/v2/projects/${id}`, { body, signal });
    if (inputs.resources !== undefined) {
      const before = await urnsOf(api, id, signal);
      await assign(
        api,
        id,
        inputs.resources.filter((urn) => !before.includes(urn)),
        signal,
      );
      const gone = before.filter((urn) => !inputs.resources?.includes(urn));
      await assign(api, "default", gone, signal);
    }
    return { id, state: await stateOf(api, id, signal) };
  },

  async read(id, api, { signal, oldInputs }) {
    const found = await api.find<{ project: ApiProject }>(`/v2/projects/${id}`, { signal });
    if (found === undefined) return undefined;
    const state = await stateOf(api, id, signal);
    const wanted = oldInputs === undefined ? ["name", "purpose"] : Object.keys(oldInputs);
    const live = wanted.map((name) => {
      const old = oldInputs?.[name];
      const now = state[name];
      const same = JSON.stringify(old)?.toLowerCase() === JSON.stringify(now)?.toLowerCase();
      return [name, same ? old : now];
    });
    return { id, state, inputs: Object.fromEntries(live) as Props };
  },

  /** What is in it goes to the default one. */
  async delete(id, api, { signal }) {
    if ((await api.find(`/v2/projects/${id}`, { signal })) === undefined) return;
    await assign(api, "default", await urnsOf(api, id, signal), signal);
    await api.remove(`/v2/projects/${id}`, { signal });
  },
});

function requestOf({ name, description = "", purpose = PURPOSE, environment }: Inputs) {
  if (environment === undefined) return { name, description, purpose };
  const capital = environment.charAt(0).toUpperCase() + environment.slice(1).toLowerCase();
  return { name, description, purpose, environment: capital };
}

async function urnsOf(api: ApiClient, id: string, signal: AbortSignal): Promise<string[]> {
  const path = `/v2/projects/${id}/resources`;
  return (await api.list<{ urn: string }>(path, "resources", { signal })).map(({ urn }) => urn);
}

async function assign(api: ApiClient, id: string, urns: readonly string[], signal: AbortSignal) {
  if (urns.length === 0) return;
  const body = { resources: urns };
  await api.call("POST", `/v2/projects/${id}/resources`, { body, signal });
}

async function stateOf(api: ApiClient, id: string, signal: AbortSignal): Promise<Props> {
  const path = `/v2/projects/${id}`;
  const { project } = await api.call<{ project: ApiProject }>("GET", path, { signal });
  return {
    ...{ name: project.name, description: project.description, purpose: project.purpose },
    ...{ environment: project.environment, isDefault: project.is_default },
    ...{ ownerId: project.owner_id, ownerUuid: project.owner_uuid },
    ...{ createdAt: project.created_at, updatedAt: project.updated_at },
    resources: await urnsOf(api, id, signal),
  };
}
