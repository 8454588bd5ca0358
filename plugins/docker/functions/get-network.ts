import type * as docker from "@pulumi/docker";

import type { InvokeCall, ProviderFunction } from "../../runtime/resource";
import { text, type RulesFor } from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import { isEngineError } from "../client/engine-error";
import type { DockerContext } from "../context";
import { ipamConfigs } from "../resources/network/network-found";
import { checkedArguments } from "./checked-arguments";

const RULES: RulesFor<docker.GetNetworkArgs> = { name: text(is.nonEmpty) };

/** `docker.getNetwork`: a network by its name, and who is in it. */
export const getNetwork: ProviderFunction<DockerContext> = {
  async invoke(call: InvokeCall, context: DockerContext) {
    const { name } = checkedArguments(call, RULES, ["name"]);
    const engine = await context.engine();
    const found = await engine.inspectNetwork(name).catch((error: unknown) => {
      if (!isEngineError(error, "notFound")) throw error;
      throw new Error(`there is no network ${name} on ${engine.where}`, { cause: error });
    });
    return {
      id: found.Id,
      name: found.Name,
      driver: found.Driver,
      internal: found.Internal,
      scope: found.Scope,
      options: found.Options ?? {},
      ipamConfigs: ipamConfigs(found),
      containers: Object.entries(found.Containers ?? {})
        .map(([containerId, each]) => ({
          containerId,
          name: each.Name,
          endpointId: each.EndpointID,
          macAddress: each.MacAddress,
          ipv4Address: each.IPv4Address,
          ipv6Address: each.IPv6Address,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    } satisfies docker.GetNetworkResult;
  },
};
