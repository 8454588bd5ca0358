import type {
  CheckCall,
  CheckFailure,
  CreateCall,
  DeleteCall,
  DiffCall,
  Live,
  Props,
  Read,
  ReadCall,
  Resource,
  UpdateCall,
} from "../../../runtime/resource";
import { checkProperties, type Rule } from "../../../runtime/check/rule";
import type { Engine } from "../../client/engine";
import { isEngineError } from "../../client/engine-error";
import type { EngineSwarmFile, EngineSwarmFileKind } from "../../client/swarm-types";
import type { DockerContext } from "../../context";
import { changesBetween, type Treatment } from "../../diff/treatment";
import { labelList, type LabelList } from "../labels";
import { changeVersion } from "../../client/change-version";
import { leftBehindInSwarm, swarmLabels } from "./left-behind-in-swarm";
import { onManager } from "./on-manager";
import { LONGEST_FILE_NAME } from "./swarm-names";

/** What a secret and a config have not in common. */
export interface SwarmFileType {
  kind: EngineSwarmFileKind;
  word: "secret" | "config";
  secretInputs?: readonly string[];
  rules: Readonly<Record<string, Rule>>;
  table: Readonly<Record<string, Treatment>>;
  /** Mistakes that lie between inputs. */
  crossChecks(inputs: Props): CheckFailure[];
  /** Base64. */
  content(inputs: Props): string;
  /** The inputs that hold the content, as they were written where it is the same. */
  contentInputs(found: EngineSwarmFile, old: Props | undefined): Props;
}

/**
 * A secret or a config of Swarm: a file whose content never changes. Another content is another one, which is made
 * beside the old one, so that services can move over before that goes.
 */
export function swarmFile(type: SwarmFileType): Resource<DockerContext> {
  const { kind, word } = type;
  return onManager({
    ...(type.secretInputs && { secretInputs: type.secretInputs }),

    check(call: CheckCall, { ledger }: DockerContext) {
      ledger.rememberInState(call.urn, call.oldInputs?.["name"]);
      const inputs: Props = { ...call.inputs };
      inputs["name"] ??= call.autoname("name", { maxLength: LONGEST_FILE_NAME });
      const failures: CheckFailure[] = [];
      checkProperties(inputs, type.rules, ["name"], "", (failure) => failures.push(failure));
      if (failures.length === 0) failures.push(...type.crossChecks(inputs));
      return { inputs, failures };
    },

    diff(call: DiffCall) {
      const changes = changesBetween(type.table, call.oldInputs, call.inputs);
      const name = call.inputs["name"];
      const sameName = !call.autonamed?.includes("name") && name === call.oldInputs["name"];
      if (!sameName || !changes.some(({ replace }) => replace)) return { changes };
      const cause = `the name "${String(name)}" is fixed and two ${kind} can't share it; leave it out to replace a ${word} that is in use`;
      return { changes, deleteBeforeReplace: { cause } };
    },

    async create(call: CreateCall, context: DockerContext): Promise<Live> {
      if (call.preview) return { id: "", state: call.inputs };
      const engine = await context.engine();
      const id =
        (await takeOrClear(engine, type, call, context)) ??
        (await make(engine, type, call, context));
      context.ledger.rememberMade(id);
      return { id, state: call.inputs };
    },

    async update(call: UpdateCall, context: DockerContext): Promise<Live> {
      if (call.preview) return { id: call.id, state: call.inputs };
      await relabel(await context.engine(), type, call.id, call, context);
      context.ledger.rememberMade(call.id);
      return { id: call.id, state: call.inputs };
    },

    async read(call: ReadCall, context: DockerContext): Promise<Read | undefined> {
      const engine = await context.engine();
      try {
        const found = await engine.inspectSwarmFile(kind, call.id);
        const labels = labelList(found.Spec.Labels, call.oldInputs?.["labels"] as LabelList);
        const inputs: Props = {
          ...type.contentInputs(found, call.oldInputs),
          name: found.Spec.Name,
          ...((labels.length > 0 || call.oldInputs?.["labels"] !== undefined) && { labels }),
        };
        return { id: found.ID, inputs, state: inputs };
      } catch (error) {
        if (isEngineError(error, "notFound")) return undefined;
        throw error;
      }
    },

    async delete(call: DeleteCall, context: DockerContext): Promise<void> {
      // Taken on again by a newer incarnation in this very update.
      if (context.ledger.isTaken(call.id)) return;
      const engine = await context.engine();
      const list = listOf(engine, kind);
      for (const each of await leftBehindInSwarm(list, call, context))
        if (each.ID !== call.id) await removeUnused(engine, kind, each.ID);
      try {
        await engine.removeSwarmFile(kind, call.id);
      } catch (error) {
        if (isEngineError(error, "notFound")) return;
        if (!isEngineError(error, "badRequest")) throw error;
        const users = await usersOf(engine, call.id);
        if (users.length === 0) throw error;
        const name = String(call.oldState["name"]);
        throw new Error(
          `the ${word} ${name} can't be removed: ${users.join(", ")} ${users.length > 1 ? "use" : "uses"} it; take it out of there first, or leave out its \`name\`, so that a new one can be made before this one goes`,
          { cause: error },
        );
      }
    },
  });
}

async function make(
  engine: Engine,
  { kind, word, content }: SwarmFileType,
  call: CreateCall,
  context: DockerContext,
): Promise<string> {
  const name = String(call.inputs["name"]);
  try {
    const { ID } = await engine.createSwarmFile(kind, {
      Name: name,
      Labels: swarmLabels(call, context, specOf(call)),
      Data: content(call.inputs),
    });
    return ID;
  } catch (error) {
    if (!isEngineError(error, "conflict")) throw error;
    throw new Error(
      `there is a ${word} ${name} already: choose another name, remove it, or import it`,
      { cause: error },
    );
  }
}

/**
 * A config can be read, so one of this very name that an interrupted run left is taken on; a secret can't, so it is
 * made anew.
 */
async function takeOrClear(
  engine: Engine,
  type: SwarmFileType,
  call: CreateCall,
  context: DockerContext,
): Promise<string | undefined> {
  let taken: string | undefined;
  for (const { ID, Spec } of await leftBehindInSwarm(listOf(engine, type.kind), call, context)) {
    if (Spec.Name === call.inputs["name"] && Spec.Data === type.content(call.inputs)) taken = ID;
    else await removeUnused(engine, type.kind, ID);
  }
  if (taken === undefined) return undefined;
  context.ledger.rememberTaken(taken);
  await relabel(engine, type, taken, call, context);
  return taken;
}

async function relabel(
  engine: Engine,
  { kind }: SwarmFileType,
  id: string,
  call: Pick<CreateCall, "urn" | "secrets" | "inputs">,
  context: DockerContext,
): Promise<void> {
  await changeVersion(
    () => engine.inspectSwarmFile(kind, id),
    ({ Version, Spec }) =>
      engine.updateSwarmFile(kind, id, Version.Index, {
        Name: Spec.Name,
        Labels: swarmLabels(call, context, specOf(call), Spec.Labels ?? {}),
      }),
  );
}

/** The content is left out: the hash stands in a label, which everyone sees who lists secrets. */
function specOf({ inputs }: Pick<CreateCall, "inputs">): Props {
  return { labels: inputs["labels"] };
}

function listOf(engine: Engine, kind: EngineSwarmFileKind) {
  return (filters: { label: string[] }) => engine.listSwarmFiles(kind, filters);
}

/** What a service still uses stays: it goes with a later update. */
async function removeUnused(engine: Engine, kind: EngineSwarmFileKind, id: string): Promise<void> {
  try {
    await engine.removeSwarmFile(kind, id);
  } catch (error) {
    if (!isEngineError(error, "badRequest") && !isEngineError(error, "notFound")) throw error;
  }
}

/** Names of the services that use a secret or a config. */
async function usersOf(engine: Engine, id: string): Promise<string[]> {
  const services = await engine.listServices({});
  return services
    .filter(({ Spec: { TaskTemplate } }) => {
      const { Secrets, Configs } = TaskTemplate.ContainerSpec ?? {};
      return (
        Secrets?.some(({ SecretID }) => SecretID === id) ||
        Configs?.some(({ ConfigID }) => ConfigID === id)
      );
    })
    .map(({ Spec }) => `the service ${Spec.Name}`)
    .sort();
}
