import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs } from "../../plugins/slipway/sdk/connection-args";
import { DockerEngine } from "../../plugins/slipway/sdk/docker-engine";
import { Readiness } from "../../plugins/slipway/sdk/readiness";
import { withoutStacks } from "../quiet-stacks";
import type { DockerHostArgs } from "./docker-host-args";

/** What has to be there before anything is made on a host. */
export interface Gates {
  engine?: DockerEngine;
  readiness?: Readiness;
}

/** First Docker, then the look at it; both after the machine. */
export function makeGates(
  parent: pulumi.Resource,
  name: string,
  { docker: engineArgs, ready, machine, after }: DockerHostArgs,
  connection: ConnectionArgs | undefined,
): Gates {
  const gates: Gates = {};
  const common = { ...(connection !== undefined && { connection }) };
  const opts = (dependsOn: pulumi.Resource[]): pulumi.CustomResourceOptions => ({
    parent,
    dependsOn,
    ...(machine !== undefined && { deletedWith: machine }),
  });
  const deadline = typeof ready === "object" ? ready.deadlineSeconds : undefined;
  let before = [...(machine === undefined ? [] : [machine]), ...(after ?? [])];
  if (engineArgs !== undefined && engineArgs !== false) {
    const given = engineArgs === true ? {} : engineArgs;
    const patience = deadline === undefined ? {} : { deadlineSeconds: deadline };
    gates.engine = withoutStacks(
      () => new DockerEngine(`${name}-docker`, { ...common, ...given, ...patience }, opts(before)),
    );
    before = [...before, gates.engine];
  }
  if (ready !== undefined && ready !== false) {
    const given = ready === true ? {} : ready;
    gates.readiness = withoutStacks(
      () => new Readiness(`${name}-ready`, { ...common, ...given }, opts(before)),
    );
  }
  return gates;
}

/**
 * The same connection, that is only handed on when the gates are open. Their URNs are known in preview, and so is what
 * waits for them.
 */
export function behindGates(
  connection: ConnectionArgs | undefined,
  gates: readonly pulumi.Resource[],
): ConnectionArgs | undefined {
  if (gates.length === 0 || connection === undefined) return connection;
  const open = pulumi.all(gates.map(({ urn }) => urn));
  return Object.fromEntries(
    Object.entries(connection).map(([key, value]: [string, pulumi.Input<unknown>]) => [
      key,
      pulumi.all([open, value]).apply(([, known]) => known),
    ]),
  );
}
