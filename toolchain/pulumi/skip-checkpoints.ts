import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const OURS = /^(docker|slipway):|^pulumi:providers:(docker|slipway)$/;

/**
 * The file backend writes the whole state after each step of an update, which is quadratic: for 50 containers it costs as
 * much as half of Docker's own work. What it is for, finding again what a killed run has made, the docker plugin does by
 * labels. So a stack that only makes such things needs no checkpoints between begin and end: one that says
 * `slipway:engine: docker` and whose state holds nothing of other providers.
 *
 * @param root folder of the project.
 * @param stack name of the stack that a command works on; undefined where the command doesn't name it.
 * @param backendUrl only `file://` backends write so often.
 */
export function maySkipCheckpoints(
  root: string,
  stack: string | undefined,
  backendUrl: string,
): boolean {
  if (stack === undefined || !backendUrl.startsWith("file:///")) return false;
  const file = join(root, "stacks", `Pulumi.${stack}.yaml`);
  if (!existsSync(file) || configuredEngine(readFileSync(file, "utf8")) !== "docker") return false;
  const state = join(backendUrl.slice("file://".length), ".pulumi/stacks/slipway", `${stack}.json`);
  return !existsSync(state) || onlyDocker(readFileSync(state, "utf8"));
}

function configuredEngine(text: string): unknown {
  try {
    return (parse(text) as { config?: Record<string, unknown> } | null)?.config?.["slipway:engine"];
  } catch {
    return undefined; // the CLI will say what is wrong with it
  }
}

/** True where every resource is a component, or made by the docker or the slipway plugin. */
export function onlyDocker(checkpoint: string): boolean {
  try {
    const {
      checkpoint: { latest },
    } = JSON.parse(checkpoint) as {
      checkpoint: { latest?: { resources?: { type: string; custom?: boolean }[] } };
    };
    return (latest?.resources ?? []).every(
      ({ type, custom }) => custom !== true || OURS.test(type),
    );
  } catch {
    return false;
  }
}
