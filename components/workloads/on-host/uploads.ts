import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { defaults } from "../../../model/defaults";
import { present } from "../present";
import type { FileArgs } from "../workload-args";

/** The files, as the official SDK puts them into a container before it starts. */
export function uploads(files: readonly FileArgs[] | undefined): docker.ContainerArgs["uploads"] {
  if (files === undefined || files.length === 0) return undefined;
  return files.map(({ path, content, mode, userId, groupId, secret }) =>
    present({
      file: path,
      content: secret === true ? pulumi.secret(content) : content,
      permissions: mode ?? (secret === true ? defaults.secretFileMode : defaults.fileMode),
      owner: userId === undefined ? undefined : String(userId),
      group: groupId === undefined ? undefined : String(groupId),
    }),
  );
}
