import * as pulumi from "@pulumi/pulumi";
import {
  describeComposeMistakes,
  Findings,
  pathOf,
  type ComposeMistake,
} from "../../model/compose/findings";
import { placeOf, plain } from "../../model/compose/node";
import { isClusterWide } from "../../model/manifests/cluster-wide-kinds";
import { isLaterText } from "../../model/later-text";
import { customKindsOf } from "../../model/manifests/custom-kinds";
import type { Manifest } from "../../model/manifests/manifest";
import { readFiles, readObjects, repeatedObjects } from "../../model/manifests/read-manifests";
import { show } from "../../model/mistakes";
import { checkObjects } from "../../plugins/slipway/sdk/check-objects";
import { LaterValues } from "../compose/later-values";
import { isDeferred } from "../inputs";
import type { Clusters } from "../kubernetes/cluster-group";
import { KubernetesCluster } from "../kubernetes/kubernetes-cluster";
import { OnCluster } from "../kubernetes/on-cluster";
import { refusal, refuse } from "../mistakes";
import { transformed } from "../transform";
import { createObject } from "./create-object";
import type { ManifestsArgs } from "./manifests-args";
import { readSources } from "./read-sources";
import { plainObjects, templateValues } from "./with-marks";
import { note } from "../note";

export type { ManifestObject, ManifestsArgs } from "./manifests-args";

interface Made {
  manifest: Manifest;
  resource: pulumi.CustomResource;
}

interface Target {
  /** In a group. */
  name?: string;
  cluster: KubernetesCluster;
}

/**
 * Objects of Kubernetes from YAML files, templates and the program. All are checked before any of them is made, against
 * what the cluster's own API says of their kinds; each is a resource of its own.
 */
export class Manifests extends pulumi.ComponentResource {
  /** The name it was given in the program. */
  readonly name: string;
  private readonly made: readonly Made[];

  constructor(name: string, args: ManifestsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("slipway:kubernetes:Manifests", name, recordedArgs(args), opts);
    this.name = name;
    const waves = this.wavesOf(args.on);
    const later = new LaterValues();
    const findings = new Findings();
    const manifests = readManifests(args, later, findings);
    const sound = this.check(waves.flat(), manifests, findings);
    // What is wrong is told together with what the cluster says of the rest, and nothing is made.
    this.made =
      findings.mistakes.length > 0 ? [] : this.place(waves, args, manifests, later, sound);
    this.registerOutputs({ name, objects: pulumi.output(sound).apply(() => this.ids()) });
  }

  /** The resources beneath. */
  get nodes(): { objects: pulumi.CustomResource[] } {
    return { objects: this.made.map(({ resource }) => resource) };
  }

  /** The resource of one object; undefined where there is none. */
  find(kind: string, name: string, namespace?: string): pulumi.CustomResource | undefined {
    return this.made.find(
      ({ manifest }) =>
        manifest.kind === kind &&
        manifest.name === name &&
        (namespace === undefined || manifest.namespace === namespace),
    )?.resource;
  }

  private ids(): string[] {
    return this.made.map(({ manifest }) => `${manifest.kind} ${idOf(manifest)}`);
  }

  /** Clusters in the order in which they change; one without a name where there is no group. */
  private wavesOf(on: ManifestsArgs["on"]): Target[][] {
    if (on instanceof KubernetesCluster) return [[{ cluster: on }]];
    if (Array.isArray((on as Partial<Clusters> | undefined)?.waves))
      return on.waves.map((wave) => [...wave]);
    const problem = `expected a KubernetesCluster or a ClusterGroup, got ${show(on)}`;
    refuse([{ path: "on", problem }], this);
    return [];
  }

  /** Rejects with all mistakes at once; what the objects depend on, so that none is made before. */
  private async check(
    targets: readonly Target[],
    manifests: readonly Manifest[],
    findings: Findings,
  ): Promise<pulumi.Resource[]> {
    const objects = manifests.map(({ node }) => plain(node));
    const all = await Promise.all(
      targets.map(({ cluster }) => checkObjects({ ...cluster.connection, objects }, this)),
    );
    // What several clusters say is told once.
    for (const { object, keys, problem } of all.flatMap((told) => told?.mistakes ?? []))
      findings.mistake(placeOf(manifests[object]!.node, keys), pathOf(keys), problem);
    if (findings.mistakes.length > 0)
      throw refusal(describeComposeMistakes(inFiles(findings.mistakes)), this);
    for (const told of all)
      if (told?.unreachable !== undefined)
        note("warn", `not checked before it is applied: ${told.unreachable}`, this);
    for (const { object, keys, problem } of all.flatMap((told) => told?.unchecked ?? []))
      findings.warning(placeOf(manifests[object]!.node, keys), pathOf(keys), problem);
    if (findings.warnings.length > 0)
      note(
        "info",
        `not checked before it is applied: ${describeComposeMistakes(findings.warnings)}`,
        this,
      );
    return [];
  }

  /** On each cluster; a wave's objects wait for those of the wave before. */
  private place(
    waves: readonly (readonly Target[])[],
    args: ManifestsArgs,
    manifests: readonly Manifest[],
    later: LaterValues,
    sound: Promise<pulumi.Resource[]>,
  ): Made[] {
    const made: Made[] = [];
    let before: OnCluster[] = [];
    for (const wave of waves)
      before = wave.flatMap(({ name, cluster }) => {
        const parent =
          name === undefined ? this : new OnCluster(`${this.name}-${name}`, name, this, before);
        made.push(...this.create(parent, cluster, args, manifests, later, sound));
        return parent instanceof OnCluster ? [parent] : [];
      });
    return made;
  }

  private create(
    parent: pulumi.Resource,
    { provider }: KubernetesCluster,
    { namespace, transforms }: ManifestsArgs,
    manifests: readonly Manifest[],
    later: LaterValues,
    sound: Promise<pulumi.Resource[]>,
  ): Made[] {
    const made: Made[] = [];
    const plains = new Map(manifests.map((manifest) => [manifest, plain(manifest.node)]));
    const custom = manifests.flatMap((manifest) =>
      customKindsOf(plains.get(manifest)).map((kind) => ({ ...kind, manifest })),
    );
    const resourceOf = (manifest: Manifest | undefined) =>
      made.find((each) => each.manifest === manifest)?.resource;
    for (const [index, manifest] of inOrder(manifests).entries()) {
      const { apiVersion, kind } = manifest;
      const definition = custom.find(
        (each) => each.kind === kind && each.apiVersion === apiVersion,
      );
      const before = [
        resourceOf(manifests.find((each) => isNamespaceOf(each, manifest))),
        resourceOf(definition?.manifest),
      ].filter((each) => each !== undefined);
      const clusterWide = definition?.clusterWide ?? isClusterWide(apiVersion, kind) ?? false;
      const object = later.fill(plains.get(manifest)) as Record<string, unknown>;
      if (namespace !== undefined && manifest.namespace === undefined && !clusterWide)
        object["metadata"] = { ...(object["metadata"] as object), namespace };
      const dependsOn: Promise<pulumi.Input<pulumi.Resource>[]> = sound.then(() => before);
      const childOpts: pulumi.CustomResourceOptions = {
        parent,
        provider,
        dependsOn,
      };
      const child = `${this.name}-${kind.toLowerCase()}-${idOf(manifest)}`;
      const args = transformed(transforms?.object, object, childOpts, index);
      made.push({ manifest, resource: createObject(child, args, childOpts) });
    }
    return made;
  }
}

function readManifests(args: ManifestsArgs, later: LaterValues, findings: Findings): Manifest[] {
  const values = args.values && templateValues(args.values, later);
  const manifests = [
    ...readFiles(readSources(args.files, findings), values, findings),
    ...readObjects(plainObjects(args.objects ?? [], later), findings),
  ];
  repeatedObjects(manifests, findings);
  return manifests;
}

/** Namespaces and definitions of kinds first, for the others to depend on. */
function inOrder(manifests: readonly Manifest[]): Manifest[] {
  const first = ({ kind }: Manifest) => kind === "Namespace" || kind === "CustomResourceDefinition";
  return [...manifests.filter(first), ...manifests.filter((each) => !first(each))];
}

/** As they stand there; the program's own objects come last. */
function inFiles(mistakes: readonly ComposeMistake[]): ComposeMistake[] {
  const key = ({ file, line }: ComposeMistake) => (line > 0 ? `0${file}` : `1${file}`);
  return [...mistakes].sort((a, b) => key(a).localeCompare(key(b)) || a.line - b.line);
}

function isNamespaceOf(namespace: Manifest, { namespace: name }: Manifest): boolean {
  return namespace.kind === "Namespace" && namespace.name === name;
}

function idOf({ name, namespace }: Manifest): string {
  return namespace === undefined || isLaterText(namespace) ? name : `${namespace}/${name}`;
}

/** The arguments as they stand in the component's own state; its objects stand there by themselves. */
function recordedArgs({ files, namespace }: ManifestsArgs): pulumi.Inputs {
  return {
    ...(files !== undefined && { files }),
    ...(isDeferred(namespace) || typeof namespace === "string" ? { namespace } : {}),
  };
}
