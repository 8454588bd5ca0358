import { REPLICA_LABEL, WORKLOAD_LABEL } from "../../model/labels";
import type { DeclaredContainer } from "./containers-in-state";
import type { Found, FoundContainer } from "./found-containers";
import { nameInUrn } from "./stack-resource";

/** How a container differs from what the state has. */
export interface Drift {
  readonly kind: "missing" | "recreated" | "stopped" | "image" | "extra";
  /** For people. */
  readonly text: string;
}

/** A container that the state has, the host has, or both. */
export interface ComparedContainer {
  readonly workload: string;
  readonly replica: number | undefined;
  /** Its name in Docker. */
  readonly name: string;
  /** Undefined where the host has no such container. */
  readonly found: FoundContainer | undefined;
  readonly drift: readonly Drift[];
}

/** Sets what the state has on a host beside what is there; then what is there beyond it. */
export function compareWithState(
  declared: readonly DeclaredContainer[],
  { containers, imageIds }: Found,
): ComparedContainer[] {
  const taken = new Set<string>();
  const expected = declared.map((each): ComparedContainer => {
    const found =
      containers.find(({ id }) => id === each.id) ??
      containers.find(({ name }) => name === each.name);
    if (found) taken.add(found.id);
    const { workload, replica, name } = each;
    return { workload, replica, name, found, drift: driftOf(each, found, imageIds) };
  });
  const beyond = containers
    .filter(({ id }) => !taken.has(id))
    .map((found): ComparedContainer => {
      const { name, labels, urn } = found;
      const replica = labels[REPLICA_LABEL];
      return {
        workload: labels[WORKLOAD_LABEL] ?? (urn === undefined ? name : nameInUrn(urn)),
        replica: replica === undefined ? undefined : Number(replica),
        name,
        found,
        drift: [{ kind: "extra", text: "not in the state" }],
      };
    });
  return [...expected, ...beyond];
}

function driftOf(
  declared: DeclaredContainer,
  found: FoundContainer | undefined,
  imageIds: ReadonlyMap<string, string>,
): Drift[] {
  if (found === undefined) return [{ kind: "missing", text: "missing" }];
  const drift: Drift[] = [];
  if (found.id !== declared.id)
    drift.push({ kind: "recreated", text: "another container has its name" });
  if (declared.mustRun && !found.running)
    drift.push({
      kind: "stopped",
      text: found.state === "exited" ? `exited with code ${found.exitCode}` : found.state,
    });
  const image = imageDrift(declared, found, imageIds);
  return image === undefined ? drift : [...drift, { kind: "image", text: image }];
}

/** The name alone tells little: a tag may have been moved to another image since. */
function imageDrift(
  { image }: DeclaredContainer,
  found: FoundContainer,
  imageIds: ReadonlyMap<string, string>,
): string | undefined {
  if (image === "" || image === found.imageId) return undefined;
  const wanted = imageIds.get(image);
  if (wanted === undefined) return image === found.image ? undefined : `the state has ${image}`;
  return wanted === found.imageId ? undefined : `${image} is another image now`;
}
