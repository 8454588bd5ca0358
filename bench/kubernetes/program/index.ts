import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** What to make; the bench names the file that holds it in SLIPWAY_BENCH_WORK. */
export interface Work {
  /** Workloads of this project, the same objects by the SDK's own classes, or as many resources that do nothing, with as much state. */
  mode: "workloads" | "bare" | "floor";
  n: number;
  kubeconfigFile: string;
  namespace: string;
  /** For `bare`: name in the program and inputs of each. */
  objects: { type: string; name: string; inputs: Record<string, unknown> }[];
  /** For `floor`: what the state has of each resource. */
  states: { inputs: Record<string, unknown>; outputs: Record<string, unknown> }[];
}

const work = JSON.parse(readFileSync(process.env["SLIPWAY_BENCH_WORK"]!, "utf8")) as Work;

// Only what is measured is loaded.
const program = createRequire(__filename)(`./${work.mode}.ts`) as { main(work: Work): number };

export const made = program.main(work);
