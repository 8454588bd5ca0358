import type * as docker from "@pulumi/docker";

import { dockerMomentSeconds } from "../../../model/docker-moment";
import type { InvokeCall, ProviderFunction } from "../../runtime/resource";
import { flag, text, type RulesFor } from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import { demuxLogs } from "../client/demux-logs";
import { isEngineError } from "../client/engine-error";
import type { DockerContext } from "../context";
import { checkedArguments } from "./checked-arguments";

const moment = (value: string) =>
  value === "" || dockerMomentSeconds(value, 0) !== undefined
    ? undefined
    : `expected a time such as "2026-01-31T12:00:00Z", seconds since 1970, or a duration such as "10m", got "${value}"`;

const RULES: RulesFor<docker.GetLogsArgs> = {
  details: flag(),
  discardHeaders: flag(),
  follow: flag(),
  logsListStringEnabled: flag(),
  name: text(is.nonEmpty),
  showStderr: flag(),
  showStdout: flag(),
  since: text(moment),
  tail: text((value) =>
    /^(|all|\d+)$/.test(value) ? undefined : `expected a number of lines or "all", got "${value}"`,
  ),
  timestamps: flag(),
  until: text(moment),
};

/** `docker.getLogs`: the lines that a container has written. With `follow`, all of them until it ends. */
export const getLogs: ProviderFunction<DockerContext> = {
  async invoke(call: InvokeCall, context: DockerContext) {
    const args = checkedArguments(call, RULES, ["name"]);
    const {
      name,
      details = false,
      discardHeaders = true,
      follow = false,
      logsListStringEnabled = true,
      showStderr = true,
      showStdout = true,
      since = "",
      tail = "",
      timestamps = false,
      until = "",
    } = args;
    const engine = await context.engine();
    const now = Date.now() / 1000;
    const [from, to] = [dockerMomentSeconds(since, now), dockerMomentSeconds(until, now)];
    const raw = await engine
      .rawContainerLogs(name, {
        stdout: showStdout,
        stderr: showStderr,
        timestamps,
        follow,
        details,
        tail: tail || "all",
        ...(from !== undefined && { since: from }),
        ...(to !== undefined && { until: to }),
        signal: call.signal,
      })
      .catch((error: unknown) => {
        if (!isEngineError(error, "notFound")) throw error;
        throw new Error(`there is no container ${name} on ${engine.where}`, { cause: error });
      });
    const written = discardHeaders ? demuxLogs(raw) : raw.toString("utf8");
    return {
      id: name,
      name,
      details,
      discardHeaders,
      follow,
      logsListStringEnabled,
      logsListStrings: logsListStringEnabled ? linesOf(written) : [],
      showStderr,
      showStdout,
      since,
      tail,
      timestamps,
      until,
    } satisfies docker.GetLogsResult;
  },
};

function linesOf(written: string): string[] {
  const lines = written.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
