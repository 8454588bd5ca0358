import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";

import * as is from "../../../plugins/docker/check/text-tests";
import { text } from "../../../plugins/runtime/check/rule";
import { trimmed } from "./compare";
import { field, fixed, resourceOf } from "./kind";

export interface ApiSshKey {
  id: number;
  fingerprint: string;
  public_key: string;
  name: string;
}

export const sshKey = resourceOf<pulumi.Unwrap<digitalocean.SshKeyArgs>>({
  what: "ssh key",
  fields: {
    name: field(text(is.nonEmpty)),
    publicKey: fixed(text(is.nonEmpty), trimmed),
  },
  required: ["name", "publicKey"],
  autoname: { property: "name", maxLength: 255 },
  computed: ["fingerprint"],

  async create({ name, publicKey }, api, { signal }) {
    const body = { name, public_key: publicKey };
    const { ssh_key } = await api.call<{ ssh_key: ApiSshKey }>("POST", "/v2/account/keys", {
      ...{ body, signal },
    });
    return { id: String(ssh_key.id), state: stateOf(ssh_key) };
  },

  async update({ name }, api, { id, signal }) {
    const { ssh_key } = await api.call<{ ssh_key: ApiSshKey }>("PUT", `/v2/account/keys/${id}`, {
      ...{ body: { name }, signal },
    });
    return { id, state: stateOf(ssh_key) };
  },

  async read(id, api, { signal }) {
    const found = await api.find<{ ssh_key: ApiSshKey }>(`/v2/account/keys/${id}`, { signal });
    if (found === undefined) return undefined;
    const state = stateOf(found.ssh_key);
    return { id, state, inputs: { name: state.name, publicKey: state.publicKey } };
  },

  delete: (id, api, { signal }) => api.remove(`/v2/account/keys/${id}`, { signal }),
});

function stateOf({ fingerprint, name, public_key }: ApiSshKey) {
  return { fingerprint, name, publicKey: public_key };
}
