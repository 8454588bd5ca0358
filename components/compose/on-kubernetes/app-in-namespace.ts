import * as pulumi from "@pulumi/pulumi";

/**
 * What an app has on a cluster. Its workloads are called as its services are, and a URN has the type of its parent, not
 * its name; so the app's name is part of this type, and two apps can have a service of one name, on two clusters.
 */
export class AppInNamespace extends pulumi.ComponentResource {
  constructor(name: string, app: pulumi.Resource) {
    super(`slipway:compose:OnKubernetes/${name}`, name, {}, { parent: app });
  }
}
