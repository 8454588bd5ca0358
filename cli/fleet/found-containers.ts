import { OWNER_LABEL, URN_LABEL } from "../../model/docker-labels";
import type { Engine } from "../../plugins/docker/client/engine";
import { isEngineError } from "../../plugins/docker/client/engine-error";
import type { EngineContainer, EngineImage } from "../../plugins/docker/client/engine-types";
import { digestOf } from "../../plugins/docker/resources/image-digest";
import type { DeclaredContainer } from "./containers-in-state";
import { serviceOf, type DeclaredService } from "./services-in-state";

/** A container as its engine has it. */
export interface FoundContainer {
  readonly id: string;
  readonly name: string;
  /** URN in its label; undefined where the official plugin or a person made it. */
  readonly urn: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** `running`, `exited`, `paused`, … */
  readonly state: string;
  readonly running: boolean;
  readonly exitCode: number;
  /** `healthy`, `unhealthy` or `starting`; undefined without a health check. */
  readonly health: string | undefined;
  /** The name it was made from. */
  readonly image: string;
  readonly imageId: string;
  /** `repository@sha256:…`, or the image's id where no registry has it. */
  readonly digest: string;
  /** When it was started, or ended. */
  readonly since: string;
}

/** Whose a container is, by its labels. */
export interface Ownership {
  readonly owner: string;
  /** `urn:pulumi:STACK::PROJECT::` */
  readonly urnPrefix: string;
}

export interface Found {
  readonly containers: readonly FoundContainer[];
  /** Ids of the images that names in the state stand for on this host. */
  readonly imageIds: ReadonlyMap<string, string>;
}

/**
 * What an engine has of a stack: what the state knows of, what carries the stack's labels, and what its services run.
 * Swarm keeps containers that have ended; those are left out.
 */
export async function findContainers(
  engine: Engine,
  {
    containers: declared,
    services,
  }: { containers: readonly DeclaredContainer[]; services: readonly DeclaredService[] },
  { owner, urnPrefix }: Ownership,
): Promise<Found> {
  const known = new Set(declared.flatMap(({ id, name }) => [id, name]));
  const listed = (await engine.listContainers([])).filter(({ Id, Names, Labels, State }) => {
    const labels = Labels ?? {};
    if (serviceOf(labels, services) !== undefined) return State !== "exited" && State !== "dead";
    const own = labels[OWNER_LABEL] === owner && (labels[URN_LABEL] ?? "").startsWith(urnPrefix);
    return own || known.has(Id) || known.has((Names[0] ?? "").slice(1));
  });
  const images = new Map<string, Promise<EngineImage | undefined>>();
  const image = (reference: string) => {
    const asked = images.get(reference) ?? unlessGone(engine.inspectImage(reference));
    images.set(reference, asked);
    return asked;
  };
  const containers = await Promise.all(
    listed.map(async ({ Id }) => {
      const container = await unlessGone(engine.inspectContainer(Id));
      return container && foundContainer(container, await image(container.Image));
    }),
  );
  const names = [...new Set([...declared, ...services].map((each) => each.image))].filter(
    (name) => name !== "",
  );
  const ids = await Promise.all(
    names.map(async (name) => [name, (await image(name))?.Id] as const),
  );
  return {
    containers: containers.filter((each) => each !== undefined),
    imageIds: new Map(ids.filter((pair): pair is [string, string] => pair[1] !== undefined)),
  };
}

/** Undefined where it went away since it was listed. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isEngineError(error, "notFound")) return undefined;
    throw error;
  }
}

function foundContainer(
  { Id, Name, Config, Image, State }: EngineContainer,
  image: EngineImage | undefined,
): FoundContainer {
  const labels = Config.Labels ?? {};
  const reference = Config.Image ?? Image;
  return {
    id: Id,
    name: Name.slice(1),
    urn: labels[URN_LABEL],
    labels,
    state: State.Status,
    running: State.Running && !State.Paused,
    exitCode: State.ExitCode,
    health: State.Health?.Status === "none" ? undefined : State.Health?.Status,
    image: reference,
    imageId: Image,
    digest: image === undefined ? Image : digestOf(image, reference),
    since: State.Running ? State.StartedAt : State.FinishedAt,
  };
}
