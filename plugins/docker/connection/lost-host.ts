import type { Call, Resource } from "../../runtime/resource";
import { EngineError, isEngineError } from "../client/engine-error";
import { engineIdentity, endpointUrl, type Endpoint } from "./endpoint";
import { parseHost } from "./resolve-endpoint";

/** Names hosts, separated by commas, that are gone for good: for one run, what is on them counts as gone too. */
export const FORGET_HOSTS = "SLIPWAY_FORGET_HOSTS";

/** A host as a resource on it sees it. */
export interface HostFate {
  /** For messages; undefined where it isn't known. */
  where?: string;
  /** The user has given it up. */
  forgotten: boolean;
}

/** Throws one sentence where {@link FORGET_HOSTS} holds something else than hosts. */
export function hostFate(
  endpoint: Endpoint | undefined,
  env: NodeJS.ProcessEnv = process.env,
): HostFate {
  const forgotten = (env[FORGET_HOSTS] ?? "")
    .split(",")
    .map((host) => host.trim())
    .filter((host) => host !== "")
    .map(identity);
  if (endpoint === undefined) return { forgotten: false };
  return {
    where: endpointUrl(endpoint),
    forgotten: forgotten.includes(engineIdentity(endpoint)),
  };
}

function identity(host: string): string {
  try {
    return engineIdentity(parseHost(host));
  } catch (cause) {
    throw new Error(`${FORGET_HOSTS}: ${(cause as Error).message}`, { cause });
  }
}

/** What a call gives that would make or change something on a host that was given up. */
export function forgottenHost({ where }: HostFate): EngineError {
  return new EngineError(
    "denied",
    `${where} is in ${FORGET_HOSTS}, so nothing is made or changed there: take what is on it out of the program, or the host out of the variable`,
  );
}

/** A resource that can be forgotten with its host, and that says the ways out where the host can't be reached. */
export function onHost<C>(
  resource: Resource<C>,
  fateOf: (context: C, call: { oldState?: unknown }) => HostFate,
): Resource<C> {
  const { update } = resource;
  return {
    ...resource,
    ...(update && {
      update: (call, context) => update(call, context).catch(waysOut(call, fateOf(context, call))),
    }),
    read: async (call, context) => {
      const fate = fateOf(context, call);
      if (!fate.forgotten) return resource.read(call, context).catch(waysOut(call, fate));
      call.log.warn(
        `${call.name} counts as gone without a look: ${fate.where} is in ${FORGET_HOSTS}`,
      );
      return undefined;
    },
    delete: async (call, context) => {
      const fate = fateOf(context, call);
      if (!fate.forgotten) return resource.delete(call, context).catch(waysOut(call, fate));
      call.log.warn(
        `${call.name} was forgotten, not removed: ${fate.where} is in ${FORGET_HOSTS}; if that host still runs, so does this`,
      );
    },
  };
}

function waysOut(call: Pick<Call, "urn">, { where }: HostFate): (error: unknown) => never {
  return (error) => {
    const lost = isEngineError(error, "unreachable") || isEngineError(error, "denied");
    if (!lost || where === undefined || where.startsWith("unix:")) throw error;
    throw new EngineError(
      error.code,
      `${error.message}; to go on without this host, add --exclude '${call.urn}', or, where it is gone for good, run once with ${FORGET_HOSTS}=${where} (or \`pulumi state delete\` each of its resources)`,
      { cause: error },
    );
  };
}
