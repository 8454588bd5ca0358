import { isComposeNote } from "../../../model/compose-labels";
import { SPEC_LABEL, URN_LABEL } from "../../../model/docker-labels";
import {
  type CheckCall,
  type CreateCall,
  type DeleteCall,
  type DiffCall,
  type Live,
  type Props,
  type Read,
  type ReadCall,
  type Resource,
  UNKNOWN,
} from "../../runtime/resource";
import {
  listOf,
  mapOf,
  refused,
  text,
  checkProperties,
  type RulesFor,
} from "../../runtime/check/rule";
import * as is from "../check/text-tests";
import type { Engine } from "../client/engine";
import { isEngineError } from "../client/engine-error";
import type { EngineVolume } from "../client/engine-types";
import type { DockerContext } from "../context";
import { isSame } from "../diff/comparison";
import { changesBetween } from "../diff/treatment";
import { ownLabels } from "../ownership/own-labels";
import { labelRule } from "./container/container-checks";
import { labelList, labelMap } from "./labels";
import { untilFree } from "./until-free";
import { VOLUME_TABLE, type VolumeInputs } from "./volume-table";

const RULES: RulesFor<VolumeInputs> = {
  cluster: refused(
    "cluster volumes are not supported by this plugin; use the official docker plugin",
  ),
  driver: text(is.nonEmpty),
  driverOpts: mapOf(text()),
  labels: listOf(labelRule),
  name: text(is.objectName),
};

/** `docker.Volume`. A volume that was left behind is taken on again; data is only ever deleted with its resource. */
export const volume: Resource<DockerContext> = {
  check(call: CheckCall, { ledger }: DockerContext) {
    ledger.rememberInState(call.urn, call.oldInputs?.["name"]);
    const inputs: Props = { ...call.inputs };
    inputs["name"] ??= call.autoname("name");
    const failures: { property: string; reason: string }[] = [];
    checkProperties(inputs, RULES, ["name"], "", (failure) => failures.push(failure));
    return { inputs, failures };
  },

  diff(call: DiffCall) {
    const changes = changesBetween(VOLUME_TABLE, call.oldInputs, call.inputs, call.oldState);
    const name = call.inputs["name"];
    if (changes.length === 0 || call.autonamed?.includes("name") || name !== call.oldInputs["name"])
      return { changes };
    const cause = `the name "${String(name)}" is fixed and two volumes can't share it`;
    return { changes, deleteBeforeReplace: { cause } };
  },

  async create(call: CreateCall, context: DockerContext): Promise<Live> {
    const inputs = call.inputs as VolumeInputs;
    if (call.preview) {
      return {
        id: "",
        state: { ...call.inputs, driver: inputs.driver ?? "local", mountpoint: UNKNOWN },
      };
    }
    const engine = await context.engine();
    const labels = ownLabels(call, context, { ...inputs, name: undefined });
    const made =
      (await leftBehind(engine, call, labels, context)) ??
      (await createOrTake(engine, inputs, labels));
    return { id: made.Name, state: stateOf(made, call.inputs) };
  },

  async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
    const engine = await context.engine();
    try {
      const found = await engine.inspectVolume(call.id);
      const inputs = inputsOf(found, call.oldInputs);
      return { id: found.Name, inputs, state: stateOf(found, inputs) };
    } catch (error) {
      if (isEngineError(error, "notFound")) return undefined;
      throw error;
    }
  },

  async delete(call: DeleteCall, context: DockerContext): Promise<void> {
    // Taken on again, with its data, by a newer incarnation in this very update.
    if (context.ledger.isTaken(call.id)) return;
    const engine = await context.engine();
    try {
      await untilFree(() => engine.removeVolume(call.id), call.signal);
      context.ledger.rememberRemoved(call.id);
    } catch (error) {
      if (isEngineError(error, "notFound")) return;
      if (!isEngineError(error, "conflict")) throw error;
      const users = await engine.containersUsingVolume(call.id);
      throw new Error(
        `the volume ${call.id} can't be removed: ${users.length > 0 ? `${users.join(", ")} use it; remove them first` : error.message}`,
        { cause: error },
      );
    }
  },
};

/** A volume of this resource that an interrupted run made and state doesn't know. */
async function leftBehind(
  engine: Engine,
  call: CreateCall,
  labels: Readonly<Record<string, string>>,
  context: DockerContext,
): Promise<EngineVolume | undefined> {
  const inputs = call.inputs as VolumeInputs;
  const found = (await context.ledger.volumesBefore(engine, context.owner)).filter(
    (each) => each.Labels?.[URN_LABEL] === call.urn && !context.ledger.isDealtWith(each.Name),
  );
  const inState = context.ledger.nameInStateOf(call.urn);
  const taken = found.find(
    (each) =>
      each.Name !== inState &&
      (each.Name === inputs.name || call.autonamed?.includes("name")) &&
      each.Labels?.[SPEC_LABEL] === labels[SPEC_LABEL] &&
      isSame(withoutEmpty(each.Options), withoutEmpty(inputs.driverOpts)),
  );
  if (taken) context.ledger.rememberTaken(taken.Name);
  return taken;
}

/** Creating is idempotent in Docker, so a volume of this name may have been there before, with its data. */
async function createOrTake(
  engine: Engine,
  inputs: VolumeInputs,
  labels: Readonly<Record<string, string>>,
): Promise<EngineVolume> {
  const made = await engine.createVolume({
    Name: inputs.name ?? "",
    ...(inputs.driver !== undefined && { Driver: inputs.driver }),
    ...(inputs.driverOpts && { DriverOpts: inputs.driverOpts }),
    Labels: { ...labelMap(inputs.labels), ...labels },
  });
  const asWanted =
    made.Driver === (inputs.driver ?? "local") &&
    isSame(withoutEmpty(made.Options), withoutEmpty(inputs.driverOpts));
  if (!asWanted) {
    throw new Error(
      `there is a volume ${made.Name} already, with driver "${made.Driver}" and other options: choose another name, or remove it if its data isn't needed`,
    );
  }
  return made;
}

function inputsOf(found: EngineVolume, old: Props | undefined): Props {
  const before = (old ?? {}) as VolumeInputs;
  const inputs: Props = { ...old, name: found.Name };
  if (before.driver !== undefined || found.Driver !== "local") inputs["driver"] = found.Driver;
  const options = withoutEmpty(found.Options);
  if (options !== undefined) inputs["driverOpts"] = options;
  else if (before.driverOpts === undefined) delete inputs["driverOpts"];
  // One of `docker compose up` that was taken on has Compose's own notes, which nobody wrote into a program.
  const labels = labelList(found.Labels, before.labels).filter(
    ({ label }) => !isComposeNote(label) || before.labels?.some((each) => each.label === label),
  );
  if (labels.length > 0 || before.labels !== undefined) inputs["labels"] = labels;
  return inputs;
}

function stateOf(found: EngineVolume, inputs: Props): Props {
  return {
    ...inputs,
    name: found.Name,
    driver: found.Driver,
    mountpoint: found.Mountpoint,
  };
}

function withoutEmpty(map: Readonly<Record<string, string>> | null | undefined) {
  return map && Object.keys(map).length > 0 ? map : undefined;
}
