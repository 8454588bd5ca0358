import type { KubeObject } from "../kube-object";
import { READY, type Condition, type Progress } from "./condition";

/** What a program waits for in place of what the plugin knows of a kind. */
export const WAIT_FOR = "pulumi.com/waitFor";

/** The condition that an object's annotation says, one expression or a list in JSON; undefined where it has none. */
export function waitedFor({ metadata }: KubeObject): Condition | undefined {
  const text = metadata.annotations?.[WAIT_FOR];
  if (text === undefined) return undefined;
  const expressions = text.startsWith("[") ? (JSON.parse(text) as string[]) : [text];
  return {
    progress: (object) =>
      expressions.map((each) => progress(each, object)).find(({ ready }) => !ready) ?? READY,
  };
}

/** `condition=Ready`, `condition=Ready=False`, `jsonpath={.path}` or `jsonpath={.path}=value`. */
function progress(expression: string, object: KubeObject): Progress {
  const [, path, wanted] = /^jsonpath=\{(.*)\}(?:=(.+))?$/.exec(expression) ?? [];
  if (path !== undefined) {
    const [found] = selected(path, object);
    const ready = found !== undefined && (wanted === undefined || text(found) === wanted);
    const has = found === undefined ? "" : ` (found "${text(found)}")`;
    return ready ? READY : { ready: false, state: `waiting for ${expression}${has}` };
  }
  const [type, status = "True"] = expression.replace(/^condition=/, "").split("=");
  const conditions = selected(`.status.conditions[?(@.type=="${type}")]`, object);
  const [found] = conditions as { status?: string; message?: string }[];
  if (found?.status === status) return READY;
  const says = found?.message === undefined ? "" : `: ${found.message}`;
  return { ready: false, state: `waiting for condition ${type} to be ${status}${says}` };
}

/** Fields, numbers, `*` and filters by one field's value: what such expressions are made of. */
const STEP = /\.([\w-]+)|\[(\d+)\]|\[(\*)\]|\[\?\(@\.([\w-]+)=="([^"]*)"\)\]/gy;

function selected(path: string, object: unknown): unknown[] {
  let found = [object];
  const steps = [...path.matchAll(STEP)];
  if (steps.map(([step]) => step).join("") !== path)
    throw new Error(`${WAIT_FOR}: this stand-in doesn't know the path {${path}}`);
  for (const [, field, index, all, key, value] of steps)
    found = found.flatMap((each): unknown[] => {
      const items = Array.isArray(each) ? (each as unknown[]) : [];
      if (field !== undefined) return [property(each, field)];
      if (index !== undefined) return [items[Number(index)]];
      if (all !== undefined) return items;
      return items.filter((item) => text(property(item, key!)) === value);
    });
  return found.filter((each) => each !== undefined && each !== null);
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
