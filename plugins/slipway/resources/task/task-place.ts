import { createHash } from "node:crypto";

import { EngineError } from "../../../docker/client/engine-error";
import { RegistryCredentials } from "../../../docker/connection/registry-credentials";
import type { Call } from "../../../runtime/resource";
import type { Command, RunCommand } from "../../client/command";
import type { Fleet } from "../../client/fleet";
import { runInContainer } from "../../client/run/in-container";
import { runInFreshContainer } from "../../client/run/in-fresh-container";
import { runOnHost } from "../../client/run/on-host";
import type { FreshInputs, TaskInputs, Words } from "./task-inputs";

/** Where a task runs. */
export interface Place {
  run: RunCommand;
  /** In the words of a message: `in container web-0 on unix:///…`. */
  words: string;
}

export function placeOf(inputs: TaskInputs, call: Pick<Call, "urn" | "log">, fleet: Fleet): Place {
  const host = fleet.host(inputs.connection);
  const { container, freshContainer } = inputs;
  if (container !== undefined)
    return {
      run: runInContainer(host, container),
      words: `in container ${container} on ${host.where}`,
    };
  if (freshContainer === undefined) return { run: runOnHost(host), words: `on ${host.where}` };
  const { image, networks, useEntrypoint } = freshContainer;
  return {
    words: `in a container of ${image} on ${host.where}`,
    run: runInFreshContainer(host, {
      image,
      run: runName(call.urn),
      ...(networks !== undefined && { networks }),
      ...(useEntrypoint !== undefined && { useEntrypoint }),
      mounts: mountsOf(freshContainer),
      credentials: new RegistryCredentials([]),
      onPull: (status) => call.log.status(status),
    }),
  };
}

/** The command as a runner takes it. A script comes by a variable: in a command line everybody could read it. */
export function commandOf(inputs: TaskInputs, words: Words): Command {
  const { env, secretEnv, user, workdir, timeoutSeconds, maxOutputBytes, shell } = inputs;
  const common = {
    timeoutSeconds,
    maxOutputBytes,
    ...(env !== undefined && { env }),
    ...(user !== undefined && { user }),
    ...(workdir !== undefined && { workdir }),
  };
  if (typeof words !== "string")
    return { ...common, argv: words, ...(secretEnv !== undefined && { secretEnv }) };
  return {
    ...common,
    argv: [shell, "-e", "-c", `${SCRIPT}_=$${SCRIPT}; unset ${SCRIPT}; eval "$${SCRIPT}_"`],
    secretEnv: { ...secretEnv, [SCRIPT]: words },
  };
}

const SCRIPT = "SLIPWAY_SCRIPT";

/** The same for the same resource of the same backend, so that what a killed run left is found, and nobody else's is. */
function runName(urn: string): string {
  const backend = process.env["PULUMI_BACKEND_URL"] ?? "";
  return createHash("sha256").update(`${backend}\n${urn}`).digest("hex").slice(0, 24);
}

function mountsOf({ volumes = [] }: FreshInputs) {
  return volumes.map(({ path, volume, hostPath, readOnly }) => ({
    Type: volume === undefined ? "bind" : "volume",
    Source: volume ?? hostPath ?? "",
    Target: path,
    ReadOnly: readOnly ?? false,
  }));
}

/** True where a container that a task ran in is no more. */
export function isPlaceGone(error: unknown, { container }: TaskInputs): boolean {
  return (
    container !== undefined &&
    error instanceof EngineError &&
    (error.code === "notFound" || error.code === "conflict")
  );
}
