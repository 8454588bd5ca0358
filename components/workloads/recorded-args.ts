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
    image: recordedName(args.image),
    ...(Array.isArray(args.networks) && { networks: args.networks.map(recordedName) }),
    ...(args.on !== undefined && { on: recordedPlaces(args.on) }),
    ...(args.secretEnv !== undefined && { secretEnv: pulumi.secret(args.secretEnv) }),
    // Before the checks, so a list may be anything yet.
    ...(Array.isArray(args.files) && { files: args.files.map(recordedFile) }),
  };
}

type Item<T> = NonNullable<T> extends readonly (infer U)[] ? U : never;

/**
 * A component is recorded by its name. As itself it would make the whole workload depend on its children on every host, and one
 * host that is lost would keep all replicas from being changed.
 */
function recordedName(value: WorkloadArgs["image"] | Item<WorkloadArgs["networks"]>) {
  return pulumi.ComponentResource.isInstance(value) ? value.name : value;
}

function recordedFile(file: FileArgs): FileArgs {
  return file?.secret === true ? { ...file, content: pulumi.secret(file.content) } : file;
}
