import * as pulumi from "@pulumi/pulumi";
import type { Work } from "./index";

class Nothing extends pulumi.ComponentResource {
  constructor(name: string) {
    super("slipway:bench:Nothing", name);
    this.registerOutputs({});
  }
}

/** What the Pulumi engine alone takes for as many resources. */
export function main({ resources }: Work): number {
  for (let index = 0; index < resources; index++) new Nothing(`nothing-${index}`);
  return resources;
}
