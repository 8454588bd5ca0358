import * as pulumi from "@pulumi/pulumi";
import type { FileSpec } from "../../model/workload";
import type { Inputs } from "../inputs";
import type { WorkloadArgs } from "./workload-args";

/**
 * The arguments as they stand in the component's own state and in previews: what they call secret is a secret there too,
 * although the program may have written it as plain text.
 */
export function recordedArgs(args: WorkloadArgs): pulumi.Inputs {
  return {
    ...args,
    ...(args.secretEnv !== undefined && { secretEnv: pulumi.secret(args.secretEnv) }),
    ...(args.files !== undefined && { files: recordedFiles(args.files) }),
  };
}

function recordedFiles(files: Inputs<FileSpec[]>): pulumi.Input<unknown> {
  return Array.isArray(files) ? files.map(recordedFile) : pulumi.secret(files);
}

/** Whether a file is secret may be known only later; it is then kept as one. */
function recordedFile(file: Inputs<FileSpec>): pulumi.Input<unknown> {
  if (pulumi.Output.isInstance(file) || file instanceof Promise) return pulumi.secret(file);
  const { secret, content } = file as {
    secret?: pulumi.Input<boolean>;
    content: pulumi.Input<string>;
  };
  return secret === undefined || secret === false
    ? file
    : { ...file, content: pulumi.secret(content) };
}
