import type { Call, Live, Props } from "../../../../runtime/resource";
import { canonicalDockerImage } from "../../../../../model/docker-image-reference";
import type { Engine } from "../../../client/engine";
import { isEngineError } from "../../../client/engine-error";
import type { EngineRegistryAuth } from "../../../client/engine-types";
import type { EngineService, EngineServiceSpec, EngineTaskSpec } from "../../../client/swarm-types";
import type { DockerContext } from "../../../context";
import { changeVersion } from "../../../client/change-version";
import { swarmLabels } from "../left-behind-in-swarm";
import { waitForConvergence } from "./convergence";
import { withFileNames } from "./file-references";
import { pinnedImage } from "./pinned-image";
import { foundInputs, type NetworkNames } from "./service-found";
import type { ServiceInputs } from "./service-inputs";
import { serviceSpec } from "./service-spec";
import { serviceState } from "./service-state";
import { SERVICE_TABLE } from "./service-table";

type ApplyCall = Call & { inputs: Props };

/** Makes a new service. */
export async function makeService(
  engine: Engine,
  call: ApplyCall,
  context: DockerContext,
): Promise<Live> {
  const inputs = await withFileNames(engine, call.inputs as unknown as ServiceInputs);
  const auth = await authFor(inputs, context);
  const spec = serviceSpec(inputs, swarmLabels(call, context, specOf(call.inputs)));
  await pin(engine, spec, auth, call);
  const { ID, Warnings } = await engine.createService(spec, { auth });
  context.ledger.rememberMade(ID);
  return await applied(engine, ID, Warnings, call);
}

/**
 * Makes an existing service what the inputs say. Also Pulumi's second look at one that didn't converge: what Swarm has
 * paused or rolled back is tried again, and waited for again.
 */
export async function changeService(
  engine: Engine,
  id: string,
  call: ApplyCall,
  context: DockerContext,
): Promise<Live> {
  const inputs = await withFileNames(engine, call.inputs as unknown as ServiceInputs);
  const auth = await authFor(inputs, context);
  const networks = await networkNames(engine);
  const { Warnings } = await changeVersion(
    () => inspectService(engine, id, call),
    async (found) => {
      const labels = swarmLabels(call, context, specOf(call.inputs), found.Spec.Labels ?? {});
      const spec = serviceSpec(inputs, labels);
      spec.TaskTemplate = isSameTask(found, networks, inputs)
        ? found.Spec.TaskTemplate
        : await changedTask(engine, spec, found.Spec, auth, call);
      return await engine.updateService(id, found.Version.Index, spec, { auth });
    },
  );
  context.ledger.rememberMade(id);
  return await applied(engine, id, Warnings, call);
}

/** Names of all networks by their ids. */
export async function networkNames(engine: Engine): Promise<NetworkNames> {
  const networks = await engine.listNetworks({ scope: ["swarm"] });
  return new Map(networks.map(({ Id, Name }) => [Id, Name]));
}

async function inspectService(
  engine: Engine,
  id: string,
  { inputs }: ApplyCall,
): Promise<EngineService> {
  try {
    return await engine.inspectService(id);
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
    throw new Error(
      `service "${String(inputs["name"])}" no longer exists: somebody removed it; run \`pulumi refresh\` and then \`pulumi up\`, which makes it anew`,
      { cause: error },
    );
  }
}

async function applied(
  engine: Engine,
  id: string,
  warnings: readonly string[] | null | undefined,
  call: ApplyCall,
): Promise<Live> {
  for (const warning of warnings ?? []) call.log.warn(warning);
  const { convergeConfig } = call.inputs as Partial<ServiceInputs>;
  const problem = convergeConfig && (await waitForConvergence(engine, id, convergeConfig, call));
  const found = await engine.inspectService(id);
  const state = serviceState(call.inputs, found, await networkNames(engine));
  return { id, state, ...(problem !== undefined && { notReady: [problem] }) };
}

/** What makes a service what it is; its name may be another. */
function specOf(inputs: Props): Props {
  return Object.fromEntries(
    Object.entries(SERVICE_TABLE)
      .filter(([name]) => !["name", "auth", "convergeConfig"].includes(name))
      .map(([name, { compare }]) => [name, compare.canonical(inputs[name], inputs)]),
  );
}

/** Swarm restarts every task whose specification is written differently, whether or not it means the same. */
function isSameTask(found: EngineService, networks: NetworkNames, inputs: ServiceInputs): boolean {
  const now = foundInputs(found, networks, inputs);
  const states = { before: now, after: inputs as unknown as Props };
  const { compare } = SERVICE_TABLE.taskSpec;
  return compare.differences("taskSpec", now["taskSpec"], inputs.taskSpec, states).length === 0;
}

async function changedTask(
  engine: Engine,
  spec: EngineServiceSpec,
  found: EngineServiceSpec,
  auth: EngineRegistryAuth | undefined,
  call: ApplyCall,
): Promise<EngineTaskSpec> {
  const before = found.TaskTemplate;
  const [named = "", digest] = (before.ContainerSpec?.Image ?? "").split("@");
  const wanted = spec.TaskTemplate.ContainerSpec;
  if (wanted && digest && canonicalDockerImage(named) === canonicalDockerImage(wanted.Image)) {
    // The same image goes on being the same, whatever its tag means by now.
    wanted.Image = before.ContainerSpec?.Image ?? wanted.Image;
    addPlatforms(spec, before.Placement?.Platforms);
  } else await pin(engine, spec, auth, call);
  return { ForceUpdate: before.ForceUpdate ?? 0, ...spec.TaskTemplate };
}

async function pin(
  engine: Engine,
  spec: EngineServiceSpec,
  auth: EngineRegistryAuth | undefined,
  call: ApplyCall,
): Promise<void> {
  const container = spec.TaskTemplate.ContainerSpec;
  if (container === undefined) return;
  call.log.status(`asking for the digest of ${container.Image}`);
  const { image, platforms } = await pinnedImage(engine, container.Image, auth, call);
  container.Image = image;
  addPlatforms(spec, platforms);
}

type Platforms = NonNullable<EngineTaskSpec["Placement"]>["Platforms"];

function addPlatforms({ TaskTemplate }: EngineServiceSpec, platforms: Platforms): void {
  if (platforms && !TaskTemplate.Placement?.Platforms)
    TaskTemplate.Placement = { ...TaskTemplate.Placement, Platforms: platforms };
}

async function authFor(
  { auth, taskSpec }: ServiceInputs,
  { credentials }: DockerContext,
): Promise<EngineRegistryAuth | undefined> {
  if (auth === undefined) return await credentials.forImage(taskSpec.containerSpec.image);
  const username = auth.username ?? process.env["DOCKER_REGISTRY_USER"];
  const password = auth.password ?? process.env["DOCKER_REGISTRY_PASS"];
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    serveraddress: auth.serverAddress,
  };
}
