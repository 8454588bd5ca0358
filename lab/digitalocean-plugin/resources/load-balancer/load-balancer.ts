import type { ApiClient } from "../../api/api-client";
import { waitFor } from "../../api/wait-for";
import type { ApiCertificate } from "../certificate";
import { resourceOf } from "../kind";
import { inputsOf, requestOf, stateOf, type ApiBalancer } from "./api-balancer";
import {
  BALANCER_COMPUTED,
  BALANCER_DEFAULTS,
  BALANCER_FIELDS,
  type BalancerInputs,
} from "./balancer-fields";

export const loadBalancer = resourceOf<BalancerInputs>({
  what: "load balancer",
  fields: BALANCER_FIELDS,
  required: ["name", "forwardingRules"],
  autoname: { property: "name", maxLength: 255 },
  defaults: BALANCER_DEFAULTS,
  computed: BALANCER_COMPUTED,
  dependent: { dropletTag: ["dropletIds"] },

  failures: ({ dropletIds, dropletTag, forwardingRules = [] }) => [
    ...(dropletTag !== undefined && dropletIds !== undefined
      ? [{ property: "dropletTag", reason: "can't be there together with dropletIds" }]
      : []),
    ...forwardingRules.flatMap((rule, index) =>
      rule.entryProtocol === "https" &&
      rule.tlsPassthrough !== true &&
      rule.certificateName === undefined &&
      rule.certificateId === undefined
        ? [
            {
              property: `forwardingRules[${index}]`,
              reason: "https needs a certificateName, or tlsPassthrough",
            },
          ]
        : [],
    ),
  ],

  async create(inputs, api, { signal, log }) {
    const certificates = await certificatesOf(api, signal);
    const body = requestOf(inputs, idOf(certificates));
    const made = await api.call<{ load_balancer: ApiBalancer }>("POST", "/v2/load_balancers", {
      ...{ body, signal },
    });
    const { id, name } = made.load_balancer;
    let last = made.load_balancer;
    try {
      await waitFor(async () => {
        last = await get(api, id, signal);
        if (last.status === "errored") throw new Error("DigitalOcean couldn't make it");
        log.status(`waiting for load balancer ${name} to become active`);
        return last.status === "active" ? true : undefined;
      }, signal);
    } catch (error) {
      const reason = `load balancer ${name} (${id}) isn't active: ${(error as Error).message}`;
      return { id, state: stateOf(last, certificates), notReady: [reason] };
    }
    return { id, state: stateOf(last, certificates) };
  },

  async update(inputs, api, { id, signal }) {
    const certificates = await certificatesOf(api, signal);
    const body = requestOf(inputs, idOf(certificates));
    await api.call("PUT", `/v2/load_balancers/${id}`, { body, signal });
    const live = await get(api, id, signal);
    const state = stateOf(live, certificates);
    if (live.status === "active") return { id, state };
    return { id, state, notReady: [`load balancer ${live.name} (${id}) is "${live.status}"`] };
  },

  async read(id, api, { signal, oldInputs }) {
    const path = `/v2/load_balancers/${id}`;
    const found = await api.find<{ load_balancer: ApiBalancer }>(path, { signal });
    if (found === undefined) return undefined;
    const state = stateOf(found.load_balancer, await certificatesOf(api, signal));
    return { id, state, inputs: inputsOf(state, oldInputs) };
  },

  async delete(id, api, { signal }) {
    const path = `/v2/load_balancers/${id}`;
    await api.remove(path, { signal });
    await waitFor(
      async () => ((await api.find(path, { signal })) === undefined ? true : undefined),
      signal,
    );
  },
});

async function get(api: ApiClient, id: string, signal: AbortSignal): Promise<ApiBalancer> {
  const path = `/v2/load_balancers/${id}`;
  return (await api.call<{ load_balancer: ApiBalancer }>("GET", path, { signal })).load_balancer;
}

function certificatesOf(api: ApiClient, signal: AbortSignal): Promise<ApiCertificate[]> {
  return api.list<ApiCertificate>("/v2/certificates", "certificates", { signal });
}

function idOf(certificates: readonly ApiCertificate[]) {
  return (name: string) => certificates.find((each) => each.name === name)?.id ?? name;
}
