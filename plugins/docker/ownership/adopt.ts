import { SPEC_LABEL } from "../../../model/docker-labels";
import type { Engine } from "../client/engine";
import { isEngineError } from "../client/engine-error";
import type { EngineContainer, EngineCreateContainer } from "../client/engine-types";
import { isSame } from "../diff/comparison";
import type { Ledger } from "./ledger";
import type { OwnedContainer } from "./left-behind";
import { holdsSecret } from "./spec-hash";

export interface Wanted {
  name: string;
  image: string;
  body: EngineCreateContainer;
  /** What can't be compared in a container that exists: the contents of uploaded files. */
  hidden: unknown;
  secrets: readonly string[];
}

/**
 * The newest of what was left behind that is what is wanted, under its new name; undefined where none is.
 * See left-behind.ts.
 */
export async function adopt(
  engine: Engine,
  left: readonly OwnedContainer[],
  wanted: Wanted,
  ledger: Ledger,
): Promise<EngineContainer | undefined> {
  // The hash leaves secrets out; where they can't be compared either, nobody knows what is in there.
  if (holdsSecret(wanted.hidden, wanted.secrets)) return undefined;
  const hash = wanted.body.Labels?.[SPEC_LABEL];
  for (const each of left.filter((one) => one.spec === hash)) {
    try {
      const found = await engine.inspectContainer(each.id);
      if (!(await fits(engine, found, wanted))) continue;
      if (each.name !== wanted.name) await engine.renameContainer(each.id, wanted.name);
      ledger.rememberAdopted(each.id, wanted.name);
      return { ...found, Name: `/${wanted.name}` };
    } catch (error) {
      if (!isEngineError(error, "notFound")) throw error; // somebody removed it meanwhile
    }
  }
  return undefined;
}

/** What the hash doesn't tell: secret values, and which image a tag means by now. */
async function fits(engine: Engine, found: EngineContainer, wanted: Wanted): Promise<boolean> {
  // Never started: files or networks may be missing. Being removed: it won't last.
  if (found.State.StartedAt.startsWith("0001-") || found.State.Dead) return false;
  const { body } = wanted;
  const { Config: config, HostConfig: host } = found;
  const compared: [unknown, unknown][] = [
    [body.Env, config.Env],
    [body.Cmd, config.Cmd],
    [body.Entrypoint, config.Entrypoint],
    [body.Healthcheck?.Test, config.Healthcheck?.Test],
    [body.HostConfig.LogConfig?.Config, host.LogConfig?.Config],
  ];
  // The image adds its own variables; a list that is left out is the image's.
  const same = compared.every(([want, have]) =>
    want === undefined || !holdsSecret(want, wanted.secrets)
      ? true
      : want === body.Env
        ? (want as string[]).every((each) => ((have ?? []) as string[]).includes(each))
        : isSame(want, have),
  );
  const labels = Object.entries(body.Labels ?? {}).every(
    ([label, value]) => !holdsSecret(value, wanted.secrets) || config.Labels?.[label] === value,
  );
  const rest: unknown = {
    ...body,
    Env: 0,
    Cmd: 0,
    Entrypoint: 0,
    Healthcheck: 0,
    Labels: 0,
    HostConfig: { ...body.HostConfig, LogConfig: 0 },
  };
  if (!same || !labels || holdsSecret(rest, wanted.secrets)) return false;
  try {
    return (await engine.inspectImage(wanted.image)).Id === found.Image;
  } catch (error) {
    if (isEngineError(error, "notFound")) return false;
    throw error;
  }
}
