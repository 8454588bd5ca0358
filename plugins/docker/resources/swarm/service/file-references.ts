import type { Engine } from "../../../client/engine";
import { isEngineError } from "../../../client/engine-error";
import type { EngineSwarmFileKind } from "../../../client/swarm-types";
import type { ServiceInputs } from "./service-inputs";

/** The inputs with the names of their secrets and configs, which Swarm demands beside the ids. */
export async function withFileNames(engine: Engine, inputs: ServiceInputs): Promise<ServiceInputs> {
  const { containerSpec } = inputs.taskSpec;
  const { secrets, configs } = containerSpec;
  const named = {
    ...containerSpec,
    ...(secrets && {
      secrets: await Promise.all(
        secrets.map(async (each, index) => {
          if (each.secretName) return each;
          const { id, name } = await look(engine, "secrets", each.secretId, index);
          return { ...each, secretId: id, secretName: name };
        }),
      ),
    }),
    ...(configs && {
      configs: await Promise.all(
        configs.map(async (each, index) => {
          if (each.configName) return each;
          const { id, name } = await look(engine, "configs", each.configId, index);
          return { ...each, configId: id, configName: name };
        }),
      ),
    }),
  };
  return { ...inputs, taskSpec: { ...inputs.taskSpec, containerSpec: named } };
}

async function look(
  engine: Engine,
  kind: EngineSwarmFileKind,
  id: string,
  index: number,
): Promise<{ id: string; name: string }> {
  try {
    const { ID, Spec } = await engine.inspectSwarmFile(kind, id);
    return { id: ID, name: Spec.Name };
  } catch (error) {
    if (!isEngineError(error, "notFound")) throw error;
    throw new Error(
      `taskSpec.containerSpec.${kind}[${index}]: there is no ${kind.slice(0, -1)} ${id} in the swarm`,
      { cause: error },
    );
  }
}
