import { WORKLOAD_LABEL } from "../../../model/labels";

/** How the objects of a workload are found, and its pods told from all others. */
export function labelsOf(name: string): Record<string, string> {
  return { [WORKLOAD_LABEL]: name };
}
