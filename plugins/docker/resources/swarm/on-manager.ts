import type { Resource } from "../../../runtime/resource";
import { isEngineError } from "../../client/engine-error";
import type { DockerContext } from "../../context";

const NO_MANAGER = 503;

/** A resource that only a Swarm manager has: what any other engine answers becomes one sentence with the way out. */
export function onManager(resource: Resource<DockerContext>): Resource<DockerContext> {
  const { update } = resource;
  return {
    ...resource,
    create: (call, context) => explained(context, () => resource.create(call, context)),
    ...(update && {
      update: (call, context) => explained(context, () => update(call, context)),
    }),
    read: (call, context) => explained(context, () => resource.read(call, context)),
    delete: (call, context) => explained(context, () => resource.delete(call, context)),
  };
}

async function explained<T>(context: DockerContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isEngineError(error) || error.status !== NO_MANAGER) throw error;
    const engine = await context.engine();
    // A swarm whose managers have lost each other answers the same status.
    const { LocalNodeState, ControlAvailable } = await engine.swarmState();
    if (ControlAvailable) throw error;
    throw new Error(
      LocalNodeState === "inactive"
        ? `${engine.where} is not a swarm manager: run \`docker swarm init\` there, or let the provider's \`host\` name a manager of your swarm`
        : `${engine.where} is not a swarm manager but a node that is "${LocalNodeState}": let the provider's \`host\` name a manager of its swarm, or run \`docker node promote\` there`,
      { cause: error },
    );
  }
}
