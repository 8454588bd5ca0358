import { REPLICA_LABEL, WORKLOAD_LABEL } from "../../model/labels";
import type { DeclaredContainer } from "./containers-in-state";
import type { Found, FoundContainer } from "./found-containers";
import { replicaOfTask, serviceOf, type DeclaredService } from "./services-in-state";
import { nameInUrn } from "./stack-resource";

/** How a container differs from what the state has. */
export interface Drift {
  readonly kind: "missing" | "recreated" | "stopped" | "image" | "extra" | "scaled";
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

/** Sets what the state has on a host beside what is there; then what is there beyond it, and of services. */
export function compareWithState(
  declared: readonly DeclaredContainer[],
  { containers, imageIds }: Found,
  services: readonly DeclaredService[],
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
      const service = serviceOf(labels, services);
      if (service !== undefined) return comparedTask(service, found, imageIds);
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

function comparedTask(
  service: DeclaredService,
  found: FoundContainer,
  imageIds: ReadonlyMap<string, string>,
): ComparedContainer {
  const image = imageDrift(service, found, imageIds);
  return {
    workload: service.workload,
    replica: replicaOfTask(found.labels),
    name: found.name,
    found,
    drift: image === undefined ? [] : [image],
  };
}

/** How many containers a service has on all hosts, and how many it is to have. */
export interface ServiceTally {
  readonly service: DeclaredService;
  readonly running: number;
  readonly drift: readonly Drift[];
}

/**
 * Counts what runs of services.
 *
 * @param all false where not every host was asked, so that what isn't seen need not be missing.
 */
export function tally(
  services: readonly DeclaredService[],
  containers: readonly ComparedContainer[],
  all: boolean,
): ServiceTally[] {
  return services.map((service) => {
    const running = containers.filter(
      ({ found }) => found?.running === true && serviceOf(found.labels, [service]) !== undefined,
    ).length;
    const missing = all && service.replicas !== undefined && running < service.replicas;
    const text = `${running} of ${service.replicas} containers run`;
    return { service, running, drift: missing ? [{ kind: "missing", text }] : [] };
  });
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
  return image === undefined ? drift : [...drift, image];
}

/** The name alone tells little: a tag may have been moved to another image since. */
function imageDrift(
  { image }: Pick<DeclaredContainer, "image">,
  found: FoundContainer,
  imageIds: ReadonlyMap<string, string>,
): Drift | undefined {
  if (image === "" || image === found.imageId) return undefined;
  const wanted = imageIds.get(image);
  if (wanted === found.imageId || (wanted === undefined && image === found.image)) return undefined;
  const text = wanted === undefined ? `the state has ${image}` : `${image} is another image now`;
  return { kind: "image", text };
}
