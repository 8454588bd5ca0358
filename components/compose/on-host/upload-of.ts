import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import type { ServiceFile } from "../../../model/compose/host/service-files";
import { present } from "../../workloads/present";
import type { LaterValues } from "../later-values";

/** What everybody in a container may read, as the specification has it. */
const MODE = "0444";

/** A secret or config that is written into a container before it starts. */
export function uploadOf(
  file: ServiceFile,
  later: LaterValues,
): docker.types.input.ContainerUpload {
  const { object, uid, gid, mode, target, isSecret } = file;
  const bytes = object.file === undefined ? undefined : readFileSync(object.file);
  const guarded = (text: string): pulumi.Input<string> => {
    const value = later.fill<pulumi.Input<string>>(text);
    return isSecret ? pulumi.secret(value) : value;
  };
  const isText = bytes?.equals(Buffer.from(bytes.toString("utf8"))) ?? true;
  return present({
    file: target,
    ...(isText
      ? { content: guarded(bytes?.toString("utf8") ?? object.content ?? "") }
      : { contentBase64: guarded(bytes!.toString("base64")) }),
    permissions: mode ?? MODE,
    owner: uid,
    group: gid,
  });
}
