import { OWNER_LABEL, URN_LABEL } from "../../../model/docker-labels";
import { WORKLOAD_LABEL } from "../../../model/labels";
import type { Engine } from "../../../plugins/docker/client/engine";
import type { DeclaredContainer } from "../containers-in-state";
import { fits, type Wanted } from "../fleet";
import type { Ownership } from "../found-containers";
import { serviceOf, type DeclaredService } from "../services-in-state";
import { nameInUrn } from "../stack-resource";

/** A container that an engine has. */
export interface LiveContainer {
  readonly id: string;
  readonly name: string;
  readonly workload: string;
}

/** Undefined for a container whose log isn't wanted. */
export type IsWanted = (container: {
  id: string;
  name: string;
  labels: Readonly<Record<string, string>>;
}) => LiveContainer | undefined;

/** The containers of an engine, running or not, whose logs are wanted. */
export async function wantedOn(engine: Engine, wanted: IsWanted): Promise<LiveContainer[]> {
  return (await engine.listContainers([])).flatMap(({ Id: id, Names, Labels }) => {
    const found = wanted({ id, name: (Names[0] ?? "").slice(1), labels: Labels ?? {} });
    return found === undefined ? [] : [found];
  });
}

/**
 * What a container is to the stack, by the state or by its labels; undefined where it is none of its own, or not wanted.
 * Labels tell of containers that the state doesn't know yet: an update that runs, or one that came to grief.
 */
export function liveContainer(
  { id, name, labels }: { id: string; name: string; labels: Readonly<Record<string, string>> },
  {
    containers,
    services,
  }: { containers: readonly DeclaredContainer[]; services: readonly DeclaredService[] },
  { owner, urnPrefix }: Ownership,
  { workload, container }: Wanted,
): LiveContainer | undefined {
  const known = containers.find((each) => each.id === id || each.name === name);
  const urn = labels[URN_LABEL] ?? "";
  const own = labels[OWNER_LABEL] === owner && urn.startsWith(urnPrefix);
  const service = serviceOf(labels, services);
  if (known === undefined && service === undefined && !own) return undefined;
  const part = (known ?? service)?.workload ?? labels[WORKLOAD_LABEL] ?? nameInUrn(urn);
  const logicalName = known?.logicalName ?? nameInUrn(urn);
  const wanted = fits(workload, part) && fits(container, name, logicalName, id);
  return wanted ? { id, name, workload: part } : undefined;
}
