import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { Signal } from "../../../plugins/slipway/sdk/signal";
import type { DockerHost } from "../../hosts/docker-host";
import { withoutStacks } from "../../quiet-stacks";
import type { CheckedArgs } from "../check-args";
import type { FileArgs } from "../workload-args";

/**
 * Files whose change replaces the container, as `replaceOnChanges` has them. Few programs read their files again while
 * they run, and the rollout's gate is in the replacement; so the others are those of which the program says it.
 */
export function replacingUploads(files: readonly FileArgs[] = []): string[] {
  const replacing = files.map((file) => actionOf(file) === undefined);
  if (replacing.every(Boolean)) return ["uploads"];
  return replacing.flatMap((each, index) => (each ? [`uploads[${index}]`] : []));
}

/**
 * What tells a container of files that were changed beneath it: one for each way to tell it, one after the other.
 *
 * @param after of the replica before, so that never two restart at a time.
 */
export function createFileSignals(
  workload: pulumi.Resource,
  name: string,
  { files = [], health, stopGraceSeconds }: CheckedArgs,
  host: DockerHost,
  container: docker.Container,
  after: Signal | undefined,
): Signal[] {
  const actions = [...new Set(files.flatMap((file) => actionOf(file) ?? []))].sort();
  const made: Signal[] = [];
  for (const action of actions) {
    const { connection, childOptions } = host;
    const before = made.at(-1) ?? after;
    made.push(
      withoutStacks(
        () =>
          new Signal(
            `${name}-${action.toLowerCase()}`,
            {
              ...(connection !== undefined && { connection }),
              container: container.name,
              action,
              triggers: files
                .filter((file) => actionOf(file) === action)
                .map((file) => ({ path: file.path, sha256: hashOf(file) })),
              deadlineSeconds: health?.deadlineSeconds ?? defaults.healthDeadlineSeconds,
              stopGraceSeconds: stopGraceSeconds ?? defaults.stopGraceSeconds,
            },
            {
              parent: workload,
              // Its files are in place when the container's update is over.
              dependsOn: before === undefined ? [container] : [container, before],
              ...(childOptions.deletedWith !== undefined && {
                deletedWith: childOptions.deletedWith,
              }),
            },
          ),
      ),
    );
  }
  return made;
}

function actionOf({ onChange }: FileArgs): string | undefined {
  if (onChange === undefined || onChange === "recreate") return undefined;
  return onChange === "restart" ? "restart" : onChange.signal;
}

function hashOf({ content, secret, mode, userId, groupId }: FileArgs): pulumi.Output<string> {
  const text = secret === true ? pulumi.secret(content) : pulumi.output(content);
  return text.apply((known) =>
    createHash("sha256")
      .update(JSON.stringify([known, mode, userId, groupId]))
      .digest("hex"),
  );
}
