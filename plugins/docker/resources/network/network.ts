import { composeIdentity, isComposeNote } from "../../../../model/compose-labels";
import { OWNER_LABEL, SPEC_LABEL, URN_LABEL } from "../../../../model/docker-labels";
import {
  type CheckCall,
  type CreateCall,
  type DeleteCall,
  type Live,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  UNKNOWN,
} from "../../../runtime/resource";
import {
  checkProperties,
  flag,
  listOf,
  mapOf,
  objectOf,
  text,
  type RulesFor,
} from "../../../runtime/check/rule";
import * as is from "../../check/text-tests";
import type { Engine } from "../../client/engine";
import type { EngineNetwork } from "../../client/engine-types";
import { isEngineError } from "../../client/engine-error";
import type { DockerContext } from "../../context";
import { ownLabels } from "../../ownership/own-labels";
import { changesBetween } from "../../diff/treatment";
import { labelRule } from "../container/container-checks";
import { labelMap } from "../labels";
import { untilFree } from "../until-free";
import { diffNetwork } from "./network-diff";
import { importedInputs, ipamConfigs, stateOf, withDefaults } from "./network-found";
import type { IpamConfig, NetworkInputs } from "./network-inputs";
import { networkSpec } from "./network-spec";
import { NETWORK_TABLE } from "./network-table";

const RULES: RulesFor<NetworkInputs> = {
  attachable: flag(),
  driver: text(is.nonEmpty),
  ingress: flag(),
  internal: flag(),
  ipamConfigs: listOf(
    objectOf<IpamConfig>({
      auxAddress: mapOf(text(is.ipAddress)),
      gateway: text(is.ipAddress),
      ipRange: text(is.subnet),
      subnet: text(is.subnet),
    }),
  ),
  ipamDriver: text(is.nonEmpty),
  ipamOptions: mapOf(text()),
  ipv6: flag(),
  labels: listOf(labelRule),
  name: text(is.objectName),
  options: mapOf(text()),
};

/** `docker.Network`. */
export const network: Resource<DockerContext> = {
  check(call: CheckCall, { ledger }: DockerContext) {
    ledger.rememberInState(call.urn, call.oldInputs?.["name"]);
    const inputs: Props = { ...call.inputs };
    inputs["name"] ??= call.autoname("name");
    const failures: { property: string; reason: string }[] = [];
    checkProperties(inputs, RULES, ["name"], "", (failure) => failures.push(failure));
    return { inputs, failures };
  },

  diff: diffNetwork,

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    if (call.preview) {
      return {
        id: "",
        state: { ...withDefaults(call.inputs), ipamConfigs: call.inputs["ipamConfigs"] ?? UNKNOWN },
      };
    }
    const inputs = call.inputs as NetworkInputs;
    const engine = await context.engine();
    const labels = ownLabels(call, context, { ...inputs, name: undefined });
    const id =
      (await takeOrClear(engine, call, labels, context)) ??
      (await createUnlessThere(engine, inputs, labels));
    context.ledger.rememberMade(id);
    return { id, state: stateOf(await engine.inspectNetwork(id), call.inputs) };
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    const engine = await context.engine();
    try {
      const found = await engine.inspectNetwork(call.id);
      // Nobody can change a network: under its id it is what it was made as.
      const inputs = call.oldInputs ?? importedInputs(found);
      return { id: found.Id, inputs, state: stateOf(found, inputs) };
    } catch (error) {
      if (isEngineError(error, "notFound")) return undefined;
      throw error;
    }
  },

  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    // Taken on again by a newer incarnation in this very update.
    if (context.ledger.isTaken(call.id)) return;
    const engine = await context.engine();
    await clearLeftBehind(engine, call, context);
    try {
      await untilFree(() => engine.removeNetwork(call.id), call.signal);
    } catch (error) {
      if (isEngineError(error, "notFound")) return;
      if (!isEngineError(error, "forbidden") && !isEngineError(error, "conflict")) throw error;
      const { Name, Containers } = await engine.inspectNetwork(call.id);
      const attached = Object.values(Containers ?? {}).map((each) => each.Name);
      throw new Error(
        attached.length > 0
          ? `the network ${Name} can't be removed: ${attached.sort().join(", ")} are attached to it; remove or disconnect them first`
          : `the network ${Name} can't be removed: the engine counts endpoints in it that belong to no container (a known fault of old engines after many changes at once); restart the engine and run the update again`,
        { cause: error },
      );
    }
  },
};

/**
 * Takes on what an interrupted run left, and removes what it left in another shape, so that its addresses are free.
 * Networks with containers in them are left alone.
 */
async function takeOrClear(
  engine: Engine,
  call: CreateCall,
  labels: Readonly<Record<string, string>>,
  context: DockerContext,
): Promise<string | undefined> {
  const inState = context.ledger.nameInStateOf(call.urn);
  const found = await engine.listNetworks({
    label: [`${URN_LABEL}=${call.urn}`, `${OWNER_LABEL}=${context.owner}`],
  });
  let taken: string | undefined;
  for (const each of found) {
    if (each.Name === inState) continue;
    const named = each.Name === call.inputs["name"] || call.autonamed?.includes("name");
    if (taken === undefined && named && each.Labels?.[SPEC_LABEL] === labels[SPEC_LABEL])
      taken = each.Id;
    else await engine.removeNetwork(each.Id).catch(() => undefined);
  }
  if (taken !== undefined) context.ledger.rememberTaken(taken);
  return taken;
}

/** Takes away what an interrupted replacement left, as long as nothing is in it. */
async function clearLeftBehind(
  engine: Engine,
  call: DeleteCall,
  context: DockerContext,
): Promise<void> {
  const found = await engine.listNetworks({
    label: [`${URN_LABEL}=${call.urn}`, `${OWNER_LABEL}=${context.owner}`],
  });
  const inState = [context.ledger.nameInStateOf(call.urn), call.oldState["name"]];
  for (const each of found)
    if (each.Id !== call.id && !inState.includes(each.Name) && !context.ledger.isDealtWith(each.Id))
      await engine.removeNetwork(each.Id).catch(() => undefined);
}

async function createUnlessThere(
  engine: Engine,
  inputs: NetworkInputs,
  labels: Readonly<Record<string, string>>,
): Promise<string> {
  const name = inputs.name ?? "";
  // The engine would take a second network of the same name, and every container on it would then fail to start.
  const twins = (await engine.listNetworks({ name: [name] })).filter((each) => each.Name === name);
  const composes = twins.length === 1 ? ofCompose(twins[0]!, inputs) : undefined;
  if (composes === "fits") return twins[0]!.Id;
  if (composes !== undefined)
    throw new Error(
      `the network ${name} of Docker Compose is another: ${composes}; take its containers down with docker compose and run the update again`,
    );
  if (twins.length > 0)
    throw new Error(
      `there is a network ${name} already: choose another name, remove it, or import it`,
    );
  const { Id } = await engine.createNetwork(networkSpec(inputs, labels));
  return Id;
}

/** Whether a network is what `docker compose up` made for the same project: undefined where it is somebody else's. */
function ofCompose(found: EngineNetwork, inputs: NetworkInputs): string | undefined {
  const place = composeIdentity(labelMap(inputs.labels));
  const isTwin = place !== undefined && composeIdentity(found.Labels ?? {}) === place;
  if (!isTwin || found.Labels?.[OWNER_LABEL] !== undefined) return undefined;
  const noted = (labels: NetworkInputs["labels"]) =>
    labels?.filter(({ label }) => !isComposeNote(label));
  const as = importedInputs(found) as NetworkInputs;
  const wanted = { ...inputs, labels: noted(inputs.labels) };
  const now = {
    ...as,
    labels: noted(as.labels),
    // What Docker has chosen by itself is no difference.
    ipamConfigs: inputs.ipamConfigs && ipamConfigs(found),
  };
  const [change] = changesBetween(NETWORK_TABLE, now, wanted);
  return change === undefined ? "fits" : `${change.path} differs`;
}
