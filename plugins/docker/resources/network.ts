import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";

import { OWNER_LABEL, SPEC_LABEL, URN_LABEL } from "../../../model/docker-labels";
import {
  type CheckCall,
  type CreateCall,
  type DeleteCall,
  type DiffCall,
  isUnknown,
  type Live,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  UNKNOWN,
} from "../../runtime/resource";
import { checkProperties, flag, listOf, mapOf, objectOf, text, type RulesFor } from "../check/rule";
import * as is from "../check/text-tests";
import type { Engine } from "../client/engine";
import { isEngineError } from "../client/engine-error";
import type { EngineCreateNetwork, EngineNetwork } from "../client/engine-types";
import type { DockerContext } from "../context";
import { mapping, scalar, unorderedList } from "../diff/comparison";
import { changesBetween, type TreatmentsFor } from "../diff/treatment";
import { ownLabels } from "../ownership/own-labels";
import { keyOf } from "./container/canonical";
import { labelRule } from "./container/container-checks";
import { labelList, labelMap } from "./labels";
import { untilFree } from "./until-free";

type NetworkInputs = pulumi.Unwrap<docker.NetworkArgs>;
type IpamConfig = NonNullable<NetworkInputs["ipamConfigs"]>[number];

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

const same = (value: unknown) => value;
const fixed = (what: string) => ({ replace: `Docker can't change ${what} of an existing network` });

const TABLE: TreatmentsFor<NetworkInputs> = {
  attachable: { compare: scalar(same, false), change: fixed("whether it is attachable") },
  driver: { compare: scalar(same, "bridge"), change: fixed("the driver") },
  ingress: { compare: scalar(same, false), change: fixed("whether it is the ingress network") },
  internal: { compare: scalar(same, false), change: fixed("whether it is internal") },
  ipamConfigs: {
    compare: unorderedList(same, keyOf("subnet")),
    change: fixed("the addresses"),
  },
  ipamDriver: { compare: scalar(same, "default"), change: fixed("the address driver") },
  ipamOptions: { compare: mapping(), change: fixed("the address options") },
  ipv6: { compare: scalar(same, false), change: fixed("IPv6") },
  labels: { compare: unorderedList(same, keyOf("label")), change: fixed("the labels") },
  name: { compare: scalar(), change: fixed("the name") },
  options: { compare: mapping(), change: fixed("the options") },
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

  diff(call: DiffCall) {
    const changes = changesBetween(TABLE, withOwnAddresses(call), call.inputs);
    if (!changes.some(({ replace }) => replace)) return { changes };
    const cause = inTheWay(call);
    return cause === undefined ? { changes } : { changes, deleteBeforeReplace: { cause } };
  },

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
      const inputs = inputsOf(found, call.oldInputs);
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

/** Why the old and the new network can't exist side by side; undefined where they can. */
function inTheWay(call: DiffCall): string | undefined {
  const before = call.oldInputs as NetworkInputs;
  const after = call.inputs as NetworkInputs;
  if (!call.autonamed?.includes("name") && before.name === after.name)
    return `the name "${String(after.name)}" is fixed and two networks can't share it`;
  const subnets = (inputs: NetworkInputs) =>
    Array.isArray(inputs.ipamConfigs) ? inputs.ipamConfigs.map(({ subnet }) => subnet) : [];
  const subnet = subnets(after).find((each) => each && subnets(before).includes(each));
  return subnet === undefined || isUnknown(subnet)
    ? undefined
    : `both would have the subnet ${subnet}`;
}

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
  if (twins.length > 0)
    throw new Error(
      `there is a network ${name} already: choose another name, remove it, or import it`,
    );
  const { Id } = await engine.createNetwork(bodyOf(inputs, labels));
  return Id;
}

function bodyOf(
  inputs: NetworkInputs,
  labels: Readonly<Record<string, string>>,
): EngineCreateNetwork {
  const ipam = {
    ...(inputs.ipamDriver !== undefined && { Driver: inputs.ipamDriver }),
    ...(inputs.ipamOptions && { Options: inputs.ipamOptions }),
    ...(inputs.ipamConfigs?.length && {
      Config: inputs.ipamConfigs.map((each) => ({
        ...(each.subnet && { Subnet: each.subnet }),
        ...(each.ipRange && { IPRange: each.ipRange }),
        ...(each.gateway && { Gateway: each.gateway }),
        ...(each.auxAddress && { AuxiliaryAddresses: each.auxAddress }),
      })),
    }),
  };
  return {
    Name: inputs.name ?? "",
    CheckDuplicate: true,
    Driver: inputs.driver ?? "bridge",
    Internal: inputs.internal ?? false,
    Attachable: inputs.attachable ?? false,
    Ingress: inputs.ingress ?? false,
    EnableIPv6: inputs.ipv6 ?? false,
    ...(inputs.options && { Options: inputs.options }),
    ...(Object.keys(ipam).length > 0 && { IPAM: ipam }),
    Labels: { ...labelMap(inputs.labels), ...labels },
  };
}

function withDefaults(inputs: Props): Props {
  const { driver, internal } = inputs;
  return {
    ...inputs,
    driver: driver ?? "bridge",
    internal: internal ?? false,
    scope: driver === "overlay" ? "swarm" : "local",
  };
}

/** What was found, written as the user would; what they left to Docker is left out again. */
function inputsOf(found: EngineNetwork, old: Props | undefined): Props {
  const before = (old ?? {}) as NetworkInputs;
  const inputs: Props = { ...old, name: found.Name };
  const put = (key: keyof NetworkInputs, value: unknown, fallback: unknown) => {
    if (before[key] !== undefined || JSON.stringify(value) !== JSON.stringify(fallback))
      inputs[key] = value;
  };
  put("driver", found.Driver, "bridge");
  put("internal", found.Internal, false);
  put("attachable", found.Attachable, false);
  put("ingress", found.Ingress, false);
  put("ipv6", found.EnableIPv6, false);
  put("options", found.Options ?? {}, {});
  put("ipamDriver", found.IPAM.Driver, "default");
  if (before.ipamOptions !== undefined) inputs["ipamOptions"] = found.IPAM.Options ?? {};
  if (before.ipamConfigs !== undefined)
    inputs["ipamConfigs"] = asWritten(ipamConfigs(found), before.ipamConfigs);
  put("labels", labelList(found.Labels, before.labels), []);
  return inputs;
}

/** Addresses that Docker chose, or that were imported, are no change where the program now writes the same. */
function withOwnAddresses({ oldInputs, oldState, inputs }: DiffCall): Props {
  const written = inputs["ipamConfigs"];
  if (oldInputs["ipamConfigs"] !== undefined || !Array.isArray(written)) return oldInputs;
  const chosen = (oldState["ipamConfigs"] ?? []) as IpamConfig[];
  return { ...oldInputs, ipamConfigs: asWritten(chosen, written as IpamConfig[]) };
}

/** The address ranges of a network, as the SDK has them. */
export function ipamConfigs(found: EngineNetwork): IpamConfig[] {
  return (found.IPAM.Config ?? []).map((each) => ({
    ...(each.Subnet && { subnet: each.Subnet }),
    ...(each.Gateway && { gateway: each.Gateway }),
    ...(each.IPRange && { ipRange: each.IPRange }),
    ...((each.AuxiliaryAddresses ?? each.AuxAddress) && {
      auxAddress: (each.AuxiliaryAddresses ?? each.AuxAddress)!,
    }),
  }));
}

/** The found address ranges, each with just the fields that the user's own entry for it has. */
function asWritten(found: readonly IpamConfig[], written: readonly IpamConfig[]): IpamConfig[] {
  return found.map((each, index) => {
    const own = written.find(({ subnet }) => subnet === each.subnet) ?? written[index];
    if (own === undefined) return each;
    return Object.fromEntries(
      Object.entries(each).filter(([key]) => own[key as keyof IpamConfig] !== undefined),
    );
  });
}

function stateOf(found: EngineNetwork, inputs: Props): Props {
  return {
    ...inputs,
    name: found.Name,
    driver: found.Driver,
    internal: found.Internal,
    scope: found.Scope,
    options: found.Options ?? {},
    ipamConfigs: ipamConfigs(found),
  };
}
