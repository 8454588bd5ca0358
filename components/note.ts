import * as pulumi from "@pulumi/pulumi";

/**
 * Says something of a resource once it is registered. The SDK sends messages one after the other, each when its resource
 * is registered: one of a resource that can't be made would hold back every error after it.
 */
export function note(severity: "info" | "warn", sentence: string, resource: pulumi.Resource): void {
  resource.urn.apply(() => pulumi.log[severity](sentence, resource));
}
