import * as pulumi from "@pulumi/pulumi";
import { STACK_LABEL, stackLabel, WORKLOAD_LABEL } from "../../../model/labels";

/** How the objects of a workload are found, and its pods told from all others. */
export function labelsOf(name: string): Record<string, string> {
  return { [WORKLOAD_LABEL]: name };
}

/** Those of what runs its pods, which tell whose it is too; a selector of pods can't take up more later on. */
export function controllerLabels(name: string): Record<string, string> {
  return { ...labelsOf(name), [STACK_LABEL]: stackLabel(pulumi.getProject(), pulumi.getStack()) };
}
