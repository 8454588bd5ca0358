import * as pulumi from "@pulumi/pulumi";
import { recordedPlaces } from "../hosts/places";
import type { FileArgs, WorkloadArgs } from "./workload-args";

/**
 * The arguments as they stand in the component's own state and in previews: what they call secret is a secret there too,
 * although the program may have written it as plain text. Functions mean nothing there.
 */
export function recordedArgs({ transforms: _, ...args }: WorkloadArgs): pulumi.Inputs {
  return {
    ...args,
    ...(args.on !== undefined && { on: recordedPlaces(args.on) }),
    ...(args.secretEnv !== undefined && { secretEnv: pulumi.secret(args.secretEnv) }),
    // Before the checks, so a list may be anything yet.
    ...(Array.isArray(args.files) && { files: args.files.map(recordedFile) }),
  };
}

function recordedFile(file: FileArgs): FileArgs {
  return file?.secret === true ? { ...file, content: pulumi.secret(file.content) } : file;
}
