import type * as pulumi from "@pulumi/pulumi";
import type { Clusters } from "../kubernetes/cluster-group";
import type { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import type { Transform } from "../transform";

/** An object of Kubernetes as a program writes it; anything in it may come later, but what tells it from others. */
export interface ManifestObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: pulumi.Input<string>;
    labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    annotations?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** Arguments of {@link Manifests}. */
export interface ManifestsArgs {
  /** The cluster that the objects go to, or a group of them, each of which gets all. A change moves them there. */
  on: KubernetesCluster | Clusters;
  /**
   * YAML files, by paths from the program's folder; a folder means its `.yaml` and `.yml` files. Defaults to none. Objects
   * that come are made, those that go are deleted.
   */
  files?: string | readonly string[];
  /** More objects, from the program itself. Defaults to none. */
  objects?: readonly ManifestObject[];
  /**
   * What the files' templates are filled with, outputs and secrets too; without it files are taken as they are. Keys are
   * plain. A change updates or replaces what the objects' own fields do.
   */
  values?: Readonly<Record<string, unknown>>;
  /** Namespace of the objects that say none; it has to be there. Defaults to the cluster's. A change moves them. */
  namespace?: pulumi.Input<string>;
  /** The last word on the objects, for what neither files nor values say. */
  transforms?: { object?: Transform<Record<string, unknown>> };
}
