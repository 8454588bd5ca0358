import { REPLICA_LABEL, WORKLOAD_LABEL } from "../../model/labels";
import { inOrder } from "./in-order";
import { nameInUrn, plain, type StackResource } from "./stack-resource";

const CONTAINER = "docker:index/container:Container";
const STACK = "pulumi:pulumi:Stack";

/** A container that a stack's state has. */
export interface DeclaredContainer {
  readonly urn: string;
  /** Its name in the program. */
  readonly logicalName: string;
  /** What it is a part of: a workload, another component, or itself alone. */
  readonly workload: string;
  readonly replica: number | undefined;
  /** URN of the provider, which is a host's. */
  readonly provider: string;
  readonly id: string;
  /** Its name in Docker. */
  readonly name: string;
  /** As the program has it: a name, a digest or an id. */
  readonly image: string;
  /** False for one that need not run: a job, or one that was only created. */
  readonly mustRun: boolean;
}

export function containersInState(resources: readonly StackResource[]): DeclaredContainer[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources
    .filter(
      ({ type, id, delete: replaced }) =>
        type === CONTAINER && id !== undefined && replaced !== true,
    )
    .map((resource) => {
      const outputs = { ...resource.inputs, ...resource.outputs };
      const text = (name: string) => {
        const value = plain(outputs[name]);
        return typeof value === "string" ? value : "";
      };
      const labels = labelsOf(plain(outputs["labels"]));
      const replica = labels[REPLICA_LABEL];
      return {
        urn: resource.urn,
        logicalName: nameInUrn(resource.urn),
        workload: workloadOf(resource, labels, byUrn),
        replica: replica === undefined ? undefined : Number(replica),
        provider: (resource.provider ?? "").replace(/::[^:]*$/, ""),
        id: resource.id ?? "",
        name: text("name"),
        image: text("image"),
        mustRun: isTrue(outputs["mustRun"], true) && isTrue(outputs["start"], true),
      };
    })
    .sort((a, b) => inOrder(a.workload, b.workload) || inOrder(a.logicalName, b.logicalName));
}

/** What a resource is a part of: a workload, another component, or itself alone. */
export function workloadOf(
  { urn, parent }: StackResource,
  labels: Readonly<Record<string, string>>,
  byUrn: ReadonlyMap<string, StackResource>,
): string {
  const above = byUrn.get(parent ?? "");
  const component = above === undefined || above.type === STACK ? undefined : above;
  return labels[WORKLOAD_LABEL] ?? nameInUrn(component?.urn ?? urn);
}

function isTrue(value: unknown, otherwise: boolean): boolean {
  const found = plain(value);
  return typeof found === "boolean" ? found : otherwise;
}

export function labelsOf(list: unknown): Record<string, string> {
  if (!Array.isArray(list)) return {};
  return Object.fromEntries(
    (list as { label: string; value: string }[]).map(({ label, value }) => [label, value]),
  );
}
