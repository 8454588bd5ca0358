import * as pulumi from "@pulumi/pulumi";
import type { Work } from "./index";

/** In the state it has as much to be written as what it stands for. */
class Nothing extends pulumi.ComponentResource {
  constructor(name: string, { inputs, outputs }: Work["states"][0]) {
    super("slipway:bench:Nothing", name, inputs);
    this.registerOutputs(outputs);
  }
}

/** What the Pulumi engine alone takes for as many resources with as much state. */
export function main({ states }: Work): number {
  for (const [index, state] of states.entries()) new Nothing(`nothing-${index}`, state);
  return states.length;
}
