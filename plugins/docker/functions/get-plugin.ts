import type * as docker from "@pulumi/docker";

import type { InvokeCall, ProviderFunction } from "../../runtime/resource";
import { text, type RulesFor } from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import { isEngineError } from "../client/engine-error";
import type { DockerContext } from "../context";
import { checkedArguments } from "./checked-arguments";

const RULES: RulesFor<docker.GetPluginArgs> = { alias: text(is.nonEmpty), id: text(is.nonEmpty) };

/** `docker.getPlugin`: a plugin that is installed in the engine, by id or by alias. */
export const getPlugin: ProviderFunction<DockerContext> = {
  async invoke(call: InvokeCall, context: DockerContext) {
    const { alias, id } = checkedArguments(call, RULES, []);
    const wanted = id ?? (alias && withTag(alias));
    if (wanted === undefined) throw new Error("either `id` or `alias` is needed");
    const engine = await context.engine();
    const found = await engine.inspectPlugin(wanted).catch((error: unknown) => {
      if (!isEngineError(error, "notFound")) throw error;
      throw new Error(
        `there is no plugin ${wanted} on ${engine.where}: install it with \`docker plugin install\``,
        { cause: error },
      );
    });
    return {
      id: found.Id,
      name: found.Name,
      alias: found.Name,
      enabled: found.Enabled,
      envs: found.Settings.Env ?? [],
      // What was granted at its installation the engine doesn't tell.
      grantAllPermissions: false,
      pluginReference: found.PluginReference,
    } satisfies docker.GetPluginResult;
  },
};

function withTag(alias: string): string {
  return /:[^/]+$/.test(alias) ? alias : `${alias}:latest`;
}
